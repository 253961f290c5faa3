using Holdfast.Cli.Decryption;
using Holdfast.Cli.Decryption.Proofs;
using Holdfast.Codec;

namespace Holdfast.Cli.Decoding;

/// <summary>
/// One layer of a packet: which octets it stands in. Who prints it parses them again, which costs
/// some nanoseconds and keeps a list of layers free of views.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Source">0: the frame; n: the n-th joined data of the packet.</param>
/// <param name="Start">Its first octet there.</param>
/// <param name="Length">Octets from its first to the last that belongs to it.</param>
internal readonly record struct Layer(LayerKind Kind, int Source, int Start, int Length)
{
    /// <summary>
    /// Only its fixed header is good, or its elements up to <see cref="Elements"/>.
    /// </summary>
    public bool IsPartial { get; init; }

    /// <summary>Good elements (payloads, TLVs, options) of a layer that is not whole.</summary>
    public int Elements { get; init; }

    /// <summary>Octets behind the network packet, on a link layer.</summary>
    public int Trailer { get; init; }

    /// <summary>What an encapsulation carries.</summary>
    public EncapsulatedKind Carries { get; init; }

    /// <summary>The packets that its message was joined from; empty: this one alone.</summary>
    public Items<long> From { get; init; }

    /// <summary>What keys made of it; null: there are none for it.</summary>
    public Opening? Opening { get; init; }

    /// <summary>What keys made of the proofs in it, by which a peer shows who it is.</summary>
    public Items<Proof> Proofs { get; init; }
}

/// <summary>What the octets are that a layer stands in.</summary>
internal enum SourceKind : byte
{
    /// <summary>The frame as captured.</summary>
    Frame,

    /// <summary>Joined from several packets.</summary>
    Joined,

    /// <summary>Decrypted.</summary>
    Decrypted,

    /// <summary>Decompressed.</summary>
    Decompressed,
}

/// <summary>The first fault of a packet.</summary>
/// <param name="Kind">The layer that could not be read.</param>
/// <param name="Error">
/// What is wrong; its offset counts from the start of the frame or joined data.
/// </param>
/// <param name="Source">What the offset counts in.</param>
internal sealed record LayerFault(LayerKind Kind, DecodeError Error, SourceKind Source)
{
    /// <summary>One line for people.</summary>
    public string Message => Source == SourceKind.Frame
        ? $"{LayerNames.Of(Kind)}: {Error}"
        : $"{LayerNames.Of(Kind)}: {Error} of the {LayerNames.Of(Source)} data";
}
