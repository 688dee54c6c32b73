"""One small file per cell or close family."""
