"""Pictures of what metrics measured: from values to SVG, to words, to PNG. No I/O."""
