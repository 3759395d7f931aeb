namespace WorkerLoop;

/// <summary>A message.</summary>
/// <param name="Id">The id that the sender gave it.</param>
/// <param name="Amount">In euros.</param>
/// <param name="Items">How many.</param>
internal sealed record Order(string Id, double Amount, int Items);
