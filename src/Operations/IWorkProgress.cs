namespace ModelData.Operations;

/// <summary>Is told how far something is that takes a while. Thread-safe.</summary>
public interface IWorkProgress
{
    /// <summary>So many more are done.</summary>
    void Add(long more);

    /// <summary>There are so many more than was known.</summary>
    void AddTotal(long more);
}
