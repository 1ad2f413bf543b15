"""What a plan may contradict: each rule is a function from a plan to findings."""
