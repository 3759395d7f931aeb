namespace ModelData.Testing;

/// <summary>An error as the blob service answers it.</summary>
/// <param name="Status">The HTTP status, for example 412.</param>
/// <param name="Code">The service's error code, for example <c>LeaseIdMissing</c>.</param>
public sealed record BlobError(int Status, string Code);
