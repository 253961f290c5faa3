using System.Formats.Asn1;
using Org.BouncyCastle.Math;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Reads DER (X.690 §10) element by element without copies and without exceptions: what does not
/// fit is false, and the cursor stays where it is.
/// </summary>
internal ref struct DerCursor(ReadOnlySpan<byte> octets)
{
    private ReadOnlySpan<byte> _rest = octets;

    /// <summary>Whether nothing is left.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>The content of the next element, if it has that tag.</summary>
    public bool TryTake(Asn1Tag tag, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!TryPeek(out var found, out var at, out var length, out var whole) || found != tag)
        {
            return false;
        }

        content = _rest.Slice(at, length);
        _rest = _rest[whole..];
        return true;
    }

    /// <summary>The next element as it stands, tag and length included.</summary>
    public bool TryTakeWhole(out ReadOnlySpan<byte> element)
    {
        element = default;
        if (!TryPeek(out _, out _, out _, out var whole))
        {
            return false;
        }

        element = _rest[..whole];
        _rest = _rest[whole..];
        return true;
    }

    /// <summary>A SEQUENCE, whose content the result reads.</summary>
    public bool TryEnter(out DerCursor content) => TryEnter(Asn1Tag.Sequence, out content);

    /// <summary>A constructed element with that tag, whose content the result reads.</summary>
    public bool TryEnter(Asn1Tag tag, out DerCursor content)
    {
        var taken = TryTake(tag, out var octets);
        content = new(octets);
        return taken;
    }

    /// <summary>A constructed element of that context tag.</summary>
    public bool TryEnterTagged(int number, out DerCursor content) =>
        TryEnter(new(TagClass.ContextSpecific, number, isConstructed: true), out content);

    /// <summary>The content of an OBJECT IDENTIFIER.</summary>
    public bool TryTakeOid(out ReadOnlySpan<byte> oid) =>
        TryTake(Asn1Tag.ObjectIdentifier, out oid) && !oid.IsEmpty;

    /// <summary>Exactly this OBJECT IDENTIFIER.</summary>
    public bool TryTakeOid(ReadOnlySpan<byte> expected)
    {
        var copy = this;
        if (!copy.TryTakeOid(out var oid) || !oid.SequenceEqual(expected))
        {
            return false;
        }

        this = copy;
        return true;
    }

    /// <summary>NULL.</summary>
    public bool TryTakeNull()
    {
        var copy = this;
        if (!copy.TryTake(Asn1Tag.Null, out var content) || !content.IsEmpty)
        {
            return false;
        }

        this = copy;
        return true;
    }

    /// <summary>
    /// An INTEGER that is not negative and as short as it can be (X.690 §8.3.2), without the
    /// octet of its sign.
    /// </summary>
    public bool TryTakeNumber(out ReadOnlySpan<byte> number)
    {
        number = default;
        var copy = this;
        if (!copy.TryTake(Asn1Tag.Integer, out var content)
            || content.IsEmpty
            || content[0] > 0x7f
            || (content is [0, < 0x80, ..]))
        {
            return false;
        }

        number = content.Length > 1 && content[0] == 0 ? content[1..] : content;
        this = copy;
        return true;
    }

    /// <summary>An INTEGER that is not negative.</summary>
    public bool TryTakeNumber(out BigInteger number)
    {
        var taken = TryTakeNumber(out ReadOnlySpan<byte> octets);
        number = new(1, octets);
        return taken;
    }

    /// <summary>An INTEGER from 0 to <paramref name="most"/>, which is below 2^24.</summary>
    public bool TryTakeSmall(int most, out int number)
    {
        number = 0;
        var copy = this;
        if (!copy.TryTakeNumber(out ReadOnlySpan<byte> octets) || octets.Length > 3)
        {
            return false;
        }

        foreach (var octet in octets)
        {
            number = (number << 8) | octet;
        }

        if (number > most)
        {
            return false;
        }

        this = copy;
        return true;
    }

    /// <summary>A BIT STRING of whole octets.</summary>
    public bool TryTakeBits(out ReadOnlySpan<byte> octets)
    {
        octets = default;
        var copy = this;
        if (!copy.TryTake(Asn1Tag.PrimitiveBitString, out var content) || content is not [0, ..])
        {
            return false;
        }

        octets = content[1..];
        this = copy;
        return true;
    }

    /// <summary>The content of an OCTET STRING.</summary>
    public bool TryTakeOctets(out ReadOnlySpan<byte> octets) =>
        TryTake(Asn1Tag.PrimitiveOctetString, out octets);

    private readonly bool TryPeek(out Asn1Tag tag, out int at, out int length, out int whole) =>
        AsnDecoder.TryReadEncodedValue(
            _rest, AsnEncodingRules.DER, out tag, out at, out length, out whole);
}
