namespace Holdfast.Protocol.Ike;

/// <summary>A fragment of a message after its ICV was found good, RFC 7383 §2.5.</summary>
public readonly ref struct OpenedFragment
{
    internal OpenedFragment(
        IkeHeader message, ushort number, ushort total, PayloadType firstPayload,
        ReadOnlySpan<byte> piece)
    {
        Message = message;
        Number = number;
        Total = total;
        FirstPayload = firstPayload;
        Piece = piece;
    }

    /// <summary>
    /// The message that carried it: in the first fragment the payloads that stand in the clear come
    /// before the SKF payload.
    /// </summary>
    public IkeHeader Message { get; }

    /// <summary>From 1 to <see cref="Total"/>.</summary>
    public ushort Number { get; }

    /// <summary>Number of fragments of the message.</summary>
    public ushort Total { get; }

    /// <summary>In the first fragment the type of the first payload inside, else none.</summary>
    public PayloadType FirstPayload { get; }

    /// <summary>The piece, without padding.</summary>
    public ReadOnlySpan<byte> Piece { get; }
}
