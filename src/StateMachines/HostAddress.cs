using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.StateMachines;

/// <summary>An IPv4 or IPv6 address as a value that compares: every IPv4 address first.</summary>
/// <param name="Value">The address as a number; an IPv4 address has 32 bits.</param>
/// <param name="IsIpv6">Whether it is an IPv6 address.</param>
// 24 octets: a 128-bit number that asks for a border of 16 would make it 32.
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public readonly record struct HostAddress(UInt128 Value, bool IsIpv6) : IComparable<HostAddress>
{
    /// <summary>An IPv4 address.</summary>
    public static HostAddress From(Ipv4Address address) => new(address.Value, IsIpv6: false);

    /// <summary>An address from 4 or 16 octets in network order.</summary>
    /// <exception cref="ArgumentException">Another number of octets.</exception>
    public static HostAddress From(ReadOnlySpan<byte> octets) => octets.Length switch
    {
        4 => new(BinaryPrimitives.ReadUInt32BigEndian(octets), IsIpv6: false),
        16 => new(BinaryPrimitives.ReadUInt128BigEndian(octets), IsIpv6: true),
        _ => throw new ArgumentException("An address has 4 or 16 octets.", nameof(octets)),
    };

    /// <summary>Reads "10.0.0.1" or "2001:db8::1"; no scope.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out HostAddress address)
    {
        address = default;
        if (!IPAddress.TryParse(text, out var parsed)
            || (parsed.AddressFamily == AddressFamily.InterNetwork
                && text.AsSpan().Count('.') != 3)
            || text.AsSpan().Contains('%'))
        {
            return false;
        }

        address = From(parsed.GetAddressBytes());
        return true;
    }

    /// <summary>Reads "10.0.0.1" or "2001:db8::1".</summary>
    /// <exception cref="FormatException">Not an address.</exception>
    public static HostAddress Parse(string text) => TryParse(text, out var address)
        ? address
        : throw new FormatException($"'{text}' is not an IP address.");

    /// <summary>Whether no host has it: all bits are 0.</summary>
    public bool IsUnspecified => Value == UInt128.Zero;

    /// <summary>4 or 16: octets of the address.</summary>
    public int Length => IsIpv6 ? 16 : 4;

    /// <summary>Writes 4 or 16 octets in network order.</summary>
    /// <param name="destination">At least <see cref="Length"/> octets.</param>
    public void Write(Span<byte> destination)
    {
        if (IsIpv6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination, Value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)Value);
        }
    }

    /// <inheritdoc/>
    public bool Equals(HostAddress other) => Value == other.Value && IsIpv6 == other.IsIpv6;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value, IsIpv6);

    /// <inheritdoc/>
    public int CompareTo(HostAddress other) =>
        IsIpv6 == other.IsIpv6 ? Value.CompareTo(other.Value) : IsIpv6.CompareTo(other.IsIpv6);

    /// <summary>As people write it.</summary>
    public override string ToString()
    {
        Span<byte> octets = stackalloc byte[16];
        Write(octets);
        return new IPAddress(octets[..Length]).ToString();
    }

    /// <summary>Lower than.</summary>
    public static bool operator <(HostAddress left, HostAddress right) =>
        left.CompareTo(right) < 0;

    /// <summary>Higher than.</summary>
    public static bool operator >(HostAddress left, HostAddress right) =>
        left.CompareTo(right) > 0;

    /// <summary>Lower than or the same.</summary>
    public static bool operator <=(HostAddress left, HostAddress right) =>
        left.CompareTo(right) <= 0;

    /// <summary>Higher than or the same.</summary>
    public static bool operator >=(HostAddress left, HostAddress right) =>
        left.CompareTo(right) >= 0;
}
