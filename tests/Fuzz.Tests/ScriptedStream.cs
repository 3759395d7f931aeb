using System.Text;

namespace ModelData.Fuzz;

/// <summary>A peer that has said everything already, and keeps what it is answered.</summary>
internal sealed class ScriptedStream(ReadOnlyMemory<byte> said) : MemoryStream
{
    private readonly StringBuilder _answer = new();
    private ReadOnlyMemory<byte> _left = said;

    public string Answer => _answer.ToString();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = Math.Min(buffer.Length, _left.Length);
        _left[..count].CopyTo(buffer);
        _left = _left[count..];
        return ValueTask.FromResult(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _answer.Append(Encoding.Latin1.GetString(buffer.Span));
        return ValueTask.CompletedTask;
    }
}
