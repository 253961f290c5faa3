using System.Globalization;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Rri;

/// <summary>An address prefix, RFC 4632 §3.1: its bits beyond the length are 0.</summary>
public readonly record struct Prefix : IComparable<Prefix>
{
    private Prefix(HostAddress address, int length)
    {
        Address = address;
        Length = length;
    }

    /// <summary>The first address.</summary>
    public HostAddress Address { get; }

    /// <summary>How many bits all its addresses share: 0 to 32, or to 128.</summary>
    public int Length { get; }

    /// <summary>The last address.</summary>
    public HostAddress Last => Address with { Value = Address.Value | HostBits(Address, Length) };

    /// <summary>The prefix of a length in which an address lies.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No length of that family.</exception>
    public static Prefix Of(HostAddress address, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Bits(address));
        return new(address with { Value = address.Value & ~HostBits(address, length) }, length);
    }

    /// <summary>The prefix that holds one address.</summary>
    public static Prefix Of(HostAddress address) => new(address, Bits(address));

    /// <summary>Reads "10.1.0.0/16" or "2001:db8::/32"; bits beyond the length must be 0.
    /// </summary>
    public static bool TryParse(string? text, out Prefix prefix)
    {
        prefix = default;
        if (text?.IndexOf('/') is not (> 0 and var slash)
            || !HostAddress.TryParse(text[..slash], out var address)
            || !int.TryParse(
                text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture,
                out var length)
            || length > Bits(address)
            || (address.Value & HostBits(address, length)) != UInt128.Zero)
        {
            return false;
        }

        prefix = new(address, length);
        return true;
    }

    /// <summary>Reads "10.1.0.0/16" or "2001:db8::/32".</summary>
    /// <exception cref="FormatException">Not a prefix.</exception>
    public static Prefix Parse(string text) => TryParse(text, out var prefix)
        ? prefix
        : throw new FormatException($"'{text}' is not a prefix.");

    /// <summary>
    /// Splits a range into the fewest prefixes that hold its addresses and no other; false: the
    /// range ends before it begins, mixes families or needs more than so many.
    /// </summary>
    /// <param name="first">The first address.</param>
    /// <param name="last">The last address, included.</param>
    /// <param name="most">No more prefixes than these are made.</param>
    /// <param name="prefixes">The prefixes, in order.</param>
    public static bool TrySplit(
        HostAddress first, HostAddress last, int most, out Items<Prefix> prefixes)
    {
        prefixes = default;
        if (first.IsIpv6 != last.IsIpv6 || first > last)
        {
            return false;
        }

        var found = new List<Prefix>();
        for (var next = first; ;)
        {
            if (found.Count >= most)
            {
                return false;
            }

            // The largest prefix that begins here and ends in the range.
            var length = Bits(next);
            while (length > 0)
            {
                var host = HostBits(next, length - 1);
                if ((next.Value & host) != UInt128.Zero || (next.Value | host) > last.Value)
                {
                    break;
                }

                length--;
            }

            var prefix = new Prefix(next, length);
            found.Add(prefix);
            if (prefix.Last == last)
            {
                prefixes = [.. found];
                return true;
            }

            next = next with { Value = prefix.Last.Value + UInt128.One };
        }
    }

    /// <summary>Whether an address lies in it.</summary>
    public bool Contains(HostAddress address) =>
        address.IsIpv6 == Address.IsIpv6
        && (address.Value & ~HostBits(Address, Length)) == Address.Value;

    /// <summary>Whether all addresses of another prefix lie in it.</summary>
    public bool Contains(Prefix other) => other.Length >= Length && Contains(other.Address);

    /// <inheritdoc/>
    public int CompareTo(Prefix other)
    {
        var byAddress = Address.CompareTo(other.Address);
        return byAddress != 0 ? byAddress : Length.CompareTo(other.Length);
    }

    /// <summary>As people write it.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Address}/{Length}");

    /// <summary>Before in the order of addresses, the shorter first.</summary>
    public static bool operator <(Prefix left, Prefix right) => left.CompareTo(right) < 0;

    /// <summary>Behind in the order of addresses, the shorter first.</summary>
    public static bool operator >(Prefix left, Prefix right) => left.CompareTo(right) > 0;

    /// <summary>Before or the same.</summary>
    public static bool operator <=(Prefix left, Prefix right) => left.CompareTo(right) <= 0;

    /// <summary>Behind or the same.</summary>
    public static bool operator >=(Prefix left, Prefix right) => left.CompareTo(right) >= 0;

    private static int Bits(HostAddress address) => 8 * address.Length;

    private static UInt128 HostBits(HostAddress address, int length)
    {
        var host = Bits(address) - length;
        return host == 128 ? UInt128.MaxValue : (UInt128.One << host) - UInt128.One;
    }
}
