"""Side-by-side measurements, printed as ratios against bare Flask on the same server in the same run."""
