namespace Quickstart;

/// <summary>The run has shown that something does not hold; the message says what.</summary>
internal sealed class QuickstartFailure(string message) : Exception(message);
