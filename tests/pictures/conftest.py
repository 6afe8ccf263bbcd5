"""The stores behind the pages, rehearsed once for all tests of pictures in this process."""

import pytest

from tests.pictures.taking import Stores


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """The stores behind the pages."""
    return Stores(tmp_path_factory.mktemp("stores"))
