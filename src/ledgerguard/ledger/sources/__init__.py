"""Where ledgers come from: files, databases and frames, each as one raw frame of an engine."""
