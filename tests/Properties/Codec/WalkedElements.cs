using Holdfast.Codec;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// The smallest element that can be wrong in each way: its first octet says whether a second one
/// follows (1), whether another element does (2), or that it is of no kind (4).
/// </summary>
internal readonly ref struct TinyElement(ReadOnlySpan<byte> octets)
    : IWire<TinyElement>, IContinued, ILift<Octets>
{
    public ReadOnlySpan<byte> Octets { get; } = octets;

    public static string MoreField => "More";

    public static int MoreOffset => 0;

    public bool HasMore => (Octets[0] & 2) != 0;

    public static bool TryParse(
        ReadOnlySpan<byte> source, out TinyElement view, out DecodeError error)
    {
        var size = source.IsEmpty ? 0 : 1 + (source[0] & 1);
        error = source.IsEmpty ? new(DecodeFault.Truncated, 0, "First", 1)
            : source[0] == 4 ? new(DecodeFault.UnknownTag, 0, "First")
            : size > source.Length ? new(DecodeFault.Truncated, 1, "Second", 1)
            : default;
        var isGood = error.Fault == DecodeFault.None;
        view = isGood ? new(source[..size]) : default;
        return isGood;
    }

    /// <summary>A value of two octets that ends in 3 has no meaning.</summary>
    public bool TryToValue(out Octets value, out DecodeError error, Fidelity fidelity)
    {
        value = new(Octets);
        error = Octets is [_, 3] ? new(DecodeFault.Truncated, 1, "Value", 1) : default;
        return error.Fault == DecodeFault.None;
    }
}

/// <summary>The same, of as many octets as its context says; 4 is of no kind.</summary>
internal readonly ref struct TinyBlock(ReadOnlySpan<byte> octets)
    : IWire<TinyBlock, int>, ILift<Octets>
{
    public ReadOnlySpan<byte> Octets { get; } = octets;

    public static bool TryParse(
        ReadOnlySpan<byte> source, scoped in int context, out TinyBlock view, out DecodeError error)
    {
        error = source.Length < context
            ? new(DecodeFault.Truncated, source.Length, "Block", context - source.Length)
            : source[0] == 4 ? new(DecodeFault.UnknownTag, 0, "Block")
            : default;
        var isGood = error.Fault == DecodeFault.None;
        view = isGood ? new(source[..context]) : default;
        return isGood;
    }

    public bool TryToValue(out Octets value, out DecodeError error, Fidelity fidelity)
    {
        value = new(Octets);
        error = Octets[^1] == 3 ? new(DecodeFault.Truncated, 1, "Value", 1) : default;
        return error.Fault == DecodeFault.None;
    }
}

/// <summary>How a kind of link is walked: by its length alone, or by its parser.</summary>
internal interface IWay
{
    static abstract int PlainOctets { get; }
}

/// <summary>By its length alone.</summary>
internal sealed class Plainly : IWay
{
    public static int PlainOctets => 2;
}

/// <summary>By its parser.</summary>
internal sealed class ByParser : IWay
{
    public static int PlainOctets => 0;
}

/// <summary>
/// The smallest link: the type of the next one and its own length. Type 0 ends a chain, 2 is the
/// last of any, and 3 is not known.
/// </summary>
internal readonly ref struct TinyLink<TWay>(ReadOnlySpan<byte> octets, uint tag)
    : ILink<TinyLink<TWay>>, ILift<Octets>
    where TWay : IWay
{
    public static int PlainOctets => TWay.PlainOctets;

    public uint LinkTag { get; } = tag;

    public uint NextTag => Octets[0];

    public ReadOnlySpan<byte> Octets { get; } = octets;

    public static bool IsLast(uint tag) => tag == 2;

    public static bool IsKnown(uint tag) => tag != 3;

    public static uint PlainSize(ref readonly byte start) =>
        System.Runtime.CompilerServices.Unsafe.Add(
            ref System.Runtime.CompilerServices.Unsafe.AsRef(in start), 1);

    public static uint PlainNext(ref readonly byte start) => start;

    public static TinyLink<TWay> Plain(ReadOnlySpan<byte> octets, uint tag) => new(octets, tag);

    public static bool TryParseLink(
        ReadOnlySpan<byte> source, uint tag, out TinyLink<TWay> view, out DecodeError error)
    {
        error = source.Length < 2
            ? new(DecodeFault.Truncated, source.Length, "Fixed", 2 - source.Length)
            : source[1] < 2 ? new(DecodeFault.LengthOutOfRange, 1, "Length")
            : source[1] > source.Length
            ? new(DecodeFault.Truncated, 1, "Length", source[1] - source.Length)
            : default;
        var isGood = error.Fault == DecodeFault.None;
        view = isGood ? new(source[..source[1]], tag) : default;
        return isGood;
    }

    public bool TryToValue(out Octets value, out DecodeError error, Fidelity fidelity)
    {
        value = new(Octets);
        error = Octets is [_, _, 3] ? new(DecodeFault.Truncated, 2, "Value", 1) : default;
        return error.Fault == DecodeFault.None;
    }
}
