using System.Buffers.Binary;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;

namespace Holdfast.Cli.Text;

/// <summary>Values of fields as people read them.</summary>
internal static class FieldValue
{
    private const int MostOctets = 32;

    /// <summary>Writes the value of a number.</summary>
    public static void Number(Pen pen, WirePart part)
    {
        var field = part.Field;
        if (field.Form == NumberForm.Flag)
        {
            pen.Text(part.Number == 0 ? "no" : "yes");
        }
        else if (field.Form == NumberForm.Named && field.Names is null && IsBig(field))
        {
            Newtype(pen, field, part.Number);
        }
        else
        {
            pen.Write($"{part.Number}");
            if (Name(field, part.Number) is { } name)
            {
                pen.Write($" ({name})");
            }
        }
    }

    /// <summary>Writes the value of octets: an address where the label says so.</summary>
    public static void Octets(Pen pen, FieldSchema field, ReadOnlySpan<byte> octets)
    {
        if (octets.Length is 4 or 16 && IsAddress(field))
        {
            pen.Address(octets);
            return;
        }

        pen.HexStart(octets, MostOctets);
        if (octets.Length >= 4 && !octets.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            pen.Text(" \"");
            pen.Untrusted(octets[..Math.Min(octets.Length, MostOctets)]);
            pen.Text("\"");
        }
    }

    /// <summary>The name that a registry gives to a number; null: none.</summary>
    public static string? Name(FieldSchema field, ulong number)
    {
        if (field.Names is { } names)
        {
            foreach (var entry in names().Span)
            {
                if (entry.Value == number)
                {
                    return entry.Label;
                }
            }
        }

        return null;
    }

    private static bool IsBig(FieldSchema field) => field.Bits >= 32;

    // Addresses of all kinds and SPIs are newtypes; the width and the label say which.
    private static void Newtype(Pen pen, FieldSchema field, ulong number)
    {
        Span<byte> octets = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(octets, number);
        var own = octets[(8 - (field.Bits / 8))..];
        if (field.Bits == 48)
        {
            for (var i = 0; i < own.Length; i++)
            {
                pen.Text(i == 0 ? "" : ":");
                pen.Hex(own.Slice(i, 1));
            }
        }
        else if (field.Bits == 32 && IsAddress(field))
        {
            pen.Address(own);
        }
        else if (field.Bits == 64 || field.Label.Contains("SPI", StringComparison.Ordinal))
        {
            pen.Text("0x");
            pen.Hex(own);
        }
        else
        {
            pen.Write($"{number}");
        }
    }

    private static bool IsAddress(FieldSchema field) =>
        field.Label.Contains("Addr", StringComparison.OrdinalIgnoreCase);
}
