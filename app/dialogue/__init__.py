"""The simulated customer: scenarios as frozen values and one pure step over speech acts."""
