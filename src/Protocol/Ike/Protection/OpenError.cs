using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>Why a protected message does not open.</summary>
/// <param name="Fault">
/// The kind: <see cref="CryptoFault.NotAuthentic"/>, <see cref="CryptoFault.WrongLength"/> for
/// what is no whole block, <see cref="CryptoFault.Malformed"/> for everything else.
/// </param>
/// <param name="Place">
/// Field and octet, counted from the start of the message. Clear text stands where its cipher
/// text does.
/// </param>
public readonly record struct OpenError(CryptoFault Fault, DecodeError Place)
{
    /// <summary>Whether the peer has said it: it can be answered, RFC 7296 §2.21.3.</summary>
    public bool IsAuthentic { get; init; }

    /// <summary>For example "NotAuthentic: ChecksumMismatch in … at octet 96".</summary>
    public override string ToString() => $"{Fault}: {Place}";

    internal static OpenError Malformed(DecodeError place) => new(CryptoFault.Malformed, place);
}
