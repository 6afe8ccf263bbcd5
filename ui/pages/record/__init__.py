"""笔录与签名: the record read back, sealed and signed."""
