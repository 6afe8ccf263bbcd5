"""A camera of the laptop, where there is one and QtMultimedia (PySide6-Addons) is installed: live picture, photo."""

from __future__ import annotations

from importlib.util import find_spec

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.buttons import button
from ui.widgets.labels import label

LEAST_HEIGHT = 200
_MODULES = ("PySide6.QtMultimedia", "PySide6.QtMultimediaWidgets")


def has_camera() -> bool:
    """Return whether a photo can be taken here; the program runs without the module that takes it."""
    if any(find_spec(one) is None for one in _MODULES):
        return False
    from PySide6.QtMultimedia import QMediaDevices

    return bool(QMediaDevices.videoInputs())


class CameraView(QWidget):
    """``taken(image)`` for each photo; the camera runs only while this is shown. Make one only where there is one."""

    taken = Signal(QImage)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        from PySide6.QtMultimedia import QCamera, QImageCapture, QMediaCaptureSession, QMediaDevices
        from PySide6.QtMultimediaWidgets import QVideoWidget

        self._camera = QCamera(QMediaDevices.defaultVideoInput(), self)
        self._capture = QImageCapture(self)
        self._session = QMediaCaptureSession(self)
        picture = QVideoWidget()
        picture.setMinimumHeight(LEAST_HEIGHT)
        self._session.setCamera(self._camera)
        self._session.setImageCapture(self._capture)
        self._session.setVideoOutput(picture)
        self._problem = label("", "problem", wrap=True, name="cameraProblem")
        self._problem.hide()
        take = button(self.tr("拍照"), "takePhoto", "primary")
        back = button(self.tr("关闭摄像头"), "closeCamera")
        row = QHBoxLayout()
        row.addWidget(take)
        row.addWidget(back)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(picture)
        layout.addWidget(self._problem)
        layout.addLayout(row)
        take.clicked.connect(lambda: self._capture.capture())
        back.clicked.connect(self.close_camera)
        self._capture.imageCaptured.connect(lambda _, image: self.taken.emit(QImage(image)))
        self._capture.errorOccurred.connect(lambda *_: self._say())
        self._camera.errorOccurred.connect(lambda *_: self._say())

    def open_camera(self) -> None:
        """Show the live picture."""
        self._problem.hide()
        self.show()
        self._camera.start()

    def close_camera(self) -> None:
        """Stop the camera and hide."""
        self._camera.stop()
        self.hide()
        self.given_up.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of the camera: another page is looked at, or the desk is left."""
        super().hideEvent(event)
        self._camera.stop()

    def _say(self) -> None:
        self._problem.setText(self.tr("摄像头用不了：请检查是否被别的程序占用，或改用“添加证据”选择照片。"))
        self._problem.show()
