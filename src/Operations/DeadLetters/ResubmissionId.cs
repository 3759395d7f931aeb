using System.Security.Cryptography;
using System.Text;

namespace ModelData.Operations.DeadLetters;

/// <summary>
/// The producer id under which a letter is sent again: the same for one letter for ever, so that the worker recognises its second
/// resubmission, and never that of a producer.
/// </summary>
internal static class ResubmissionId
{
    private const int Version = 6;
    private const int Variant = 8;

    /// <summary>
    /// A GUID of version 8 (RFC 9562) from a SHA-256. An event without a batch number stands for itself: its letter's name decides.
    /// One with a number may be there twice, since a producer's retry is a second letter of the same batch: then its content decides,
    /// and both letters become the rows once.
    /// </summary>
    public static Guid Of(string letterName, Letter letter, bool isNumbered)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (isNumbered)
        {
            Append(hash, "modeldata batch");
            Append(hash, letter.ContentType);
            Append(hash, letter.ContentEncoding);
            foreach (LetterValue property in letter.Properties.OrderBy(it => it.Name, StringComparer.Ordinal))
            {
                Append(hash, property.Name);
                Append(hash, property.Type);
                Append(hash, property.Text);
            }
            hash.AppendData(letter.Body.Span);
        }
        else
        {
            Append(hash, "modeldata letter");
            Append(hash, letterName);
        }
        return ToGuid(hash.GetHashAndReset());
    }

    // With its length before it, so that no two lists of texts give the same bytes.
    private static void Append(IncrementalHash hash, string? text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text ?? "");
        hash.AppendData(BitConverter.GetBytes(text is null ? -1 : bytes.Length));
        hash.AppendData(bytes);
    }

    private static Guid ToGuid(byte[] hash)
    {
        hash[Version] = (byte)((hash[Version] & 0x0F) | 0x80);
        hash[Variant] = (byte)((hash[Variant] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
