using Holdfast.Protocol.Ike;

namespace Holdfast.Fuzz.Ike.V1;

/// <summary>carol and mars up to a message that comes next, the same in each process.</summary>
internal interface IModeScene : IDisposable
{
    /// <summary>The message that comes next, as it was sent.</summary>
    byte[] Next { get; }

    /// <summary>What is inside it, with the type of its first payload: of phase 2 behind the HASH.
    /// </summary>
    (byte First, byte[] Text) Open();

    /// <summary>A message with the keys of its sender, whatever is inside.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="id">The message ID.</param>
    /// <param name="first">The type of the first payload: of phase 2 behind the HASH.</param>
    /// <param name="text">What is sealed: of phase 2 a HASH comes before it.</param>
    /// <returns>The message.</returns>
    Span<byte> Seal(Span<byte> buffer, MessageId id, byte first, ReadOnlySpan<byte> text);

    /// <summary>What a datagram is to whoever it goes to; null: nothing.</summary>
    object? Read(ReadOnlySpan<byte> octets);

    /// <summary>Does what follows of that.</summary>
    void Do(object input);
}
