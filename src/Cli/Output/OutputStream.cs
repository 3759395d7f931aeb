using Microsoft.Win32.SafeHandles;

namespace ModelData.Cli.Output;

/// <summary>A stream of the process that a command writes to. What cannot be written is told apart from other failures.</summary>
/// <param name="target">Where it goes.</param>
/// <param name="isLossy">Whether what cannot be written is dropped: of what goes wrong on the error stream nobody can be told.</param>
internal sealed class OutputStream(Stream target, bool isLossy) : Stream
{
    private const int StandardOutput = 1;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Standard output.</summary>
    public static OutputStream OfProcess()
    {
        Stream console = System.Console.OpenStandardOutput();
        if (OperatingSystem.IsWindows() || !System.Console.IsOutputRedirected)
        {
            return new OutputStream(console, isLossy: false);
        }
        try
        {
            // The console's stream says nothing of a pipe that nobody reads any more. One of a file writes at a position of its own, which others that
            // write to the same file do not see.
            var stream = new FileStream(
                new SafeFileHandle(StandardOutput, ownsHandle: false),
                FileAccess.Write,
                bufferSize: 0
            );
            return new OutputStream(stream.CanSeek ? console : stream, isLossy: false);
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // Nothing that can be written to: writing says so.
            return new OutputStream(console, isLossy: false);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            target.Write(buffer);
        }
        catch (IOException e)
        {
            Fail(e);
        }
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await target.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            Fail(e);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        try
        {
            target.Flush();
        }
        catch (IOException e)
        {
            Fail(e);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Fail(IOException cause)
    {
        if (!isLossy)
        {
            throw new OutputFailedException(cause);
        }
    }
}
