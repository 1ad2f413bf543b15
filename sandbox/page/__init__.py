"""What a browser shows of the workspace: all is rendered here, the script only swaps parts."""
