using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Operations.DeadLetters;

/// <summary>What became of a letter.</summary>
public enum ResubmissionOutcome
{
    Sent,

    /// <summary>It had been sent before, and sending it again was not asked for.</summary>
    SentBefore,

    /// <summary>Sent, but the letter could not be marked: it was changed or deleted meanwhile.</summary>
    SentUnmarked,
}

/// <summary>Sends letters again and marks them. The mark comes after the send: a crash between them costs a repetition, never an event.</summary>
/// <param name="store">The letters.</param>
/// <param name="sender">Where they go.</param>
/// <param name="hub">The hub that they must have come from; null for any.</param>
public sealed class Resubmission(LetterStore store, LetterSender sender, string? hub)
{
    /// <summary>Sends a letter again.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isAgain">Whether to send one that was sent before.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandFailedException">It cannot be sent again.</exception>
    /// <exception cref="Exception">The hub did not take it.</exception>
    public async Task<ResubmissionOutcome> SendAsync(string name, bool isAgain, CancellationToken cancellationToken)
    {
        StoredLetter letter = await store.ReadAsync(name, cancellationToken);
        if (letter.Resubmitted is not null && !isAgain)
        {
            return ResubmissionOutcome.SentBefore;
        }
        (EventData data, SendEventOptions target) = Create(letter);
        try
        {
            await sender.SendAsync(data, target).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is ArgumentException or LetterRefusedException)
        {
            // An answer to this event; the next one may have another.
            throw new CommandFailedException($"{name} cannot be sent again: {e.Message}", e);
        }
        // It is sent: whoever interrupts the command must find it marked.
        bool isMarked = await store.TryMarkAsync(letter, CancellationToken.None);
        return isMarked ? ResubmissionOutcome.Sent : ResubmissionOutcome.SentUnmarked;
    }

    private (EventData Event, SendEventOptions Target) Create(StoredLetter letter)
    {
        try
        {
            (LetterEvent data, SendEventOptions target) = ResubmittedEvent.Create(letter, hub);
            return (OfficialEvent.Create(data), target);
        }
        catch (ArgumentException e)
        {
            throw new CommandFailedException($"{letter.Name} cannot be sent again: {e.Message}", e);
        }
    }
}
