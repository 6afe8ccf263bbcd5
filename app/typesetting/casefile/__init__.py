"""The case file 案卷 as one PDF: cover, index, papers as they were archived, photos, 备考表.

``writing.write_case_file`` is the way in. Photos pass through one by one, so that memory does not grow with them.
"""
