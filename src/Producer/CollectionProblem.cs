namespace ModelData.Producer;

/// <summary>Something that went wrong in collection, for <see cref="ModelDataCollectorOptions.OnProblem"/>. Immutable.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Address">Whose rows it is about; null where it is about all collectors.</param>
/// <param name="Reason">What happened, in a sentence for a person. Holds no key, no token and no value of a row.</param>
/// <param name="Mend">What to do about it; null when that depends.</param>
public sealed record CollectionProblem(
    CollectionProblemKind Kind,
    CollectionAddress? Address,
    string Reason,
    string? Mend
);
