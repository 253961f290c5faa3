using System.Globalization;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Names a key of a <see cref="KeyStore"/> and holds nothing of it, so that a state can be
/// compared, logged and remembered. Two members, or two reigns of one, never give the same name.
/// </summary>
/// <param name="Member">The member that made the key.</param>
/// <param name="Reign">The reign in which it did.</param>
/// <param name="Number">From 1; 0 names no key.</param>
public readonly record struct KeyHandle(byte Member, ushort Reign, ulong Number)
{
    /// <summary>No key.</summary>
    public static KeyHandle None => default;

    /// <summary>For example "key 2.7.31": member, reign, number.</summary>
    public override string ToString() => Number == 0
        ? "no key"
        : string.Create(CultureInfo.InvariantCulture, $"key {Member}.{Reign}.{Number}");
}
