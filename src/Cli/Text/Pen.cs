using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Cli.Output;

namespace Holdfast.Cli.Text;

/// <summary>Writes text for people into a buffer, without a string for each number.</summary>
internal sealed class Pen(OctetBuffer to)
{
    private const int LongestNumber = 64;

    /// <summary>Writes an interpolated text.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] ref Ink ink) => ink.Done();

    /// <summary>Writes a text.</summary>
    public void Text(string? text)
    {
        if (text is not null)
        {
            to.Advance(Encoding.UTF8.GetBytes(text, to.GetSpan(3 * text.Length)));
        }
    }

    /// <summary>Writes a number to the right of a column.</summary>
    public void Number(long number, int width)
    {
        var digits = 1;
        for (var rest = number; rest >= 10; rest /= 10)
        {
            digits++;
        }

        Repeat(' ', width - digits);
        Value(number, null);
    }

    /// <summary>Writes one character of ASCII so many times.</summary>
    public void Repeat(char character, int times)
    {
        if (times > 0)
        {
            to.GetSpan(times)[..times].Fill((byte)character);
            to.Advance(times);
        }
    }

    /// <summary>Ends a line.</summary>
    public void Line() => to.Append((byte)'\n');

    /// <summary>Writes anything that formats itself as UTF-8.</summary>
    public void Value<T>(T value, string? format)
        where T : IUtf8SpanFormattable
    {
        _ = value.TryFormat(to.GetSpan(LongestNumber), out var written, format, null);
        to.Advance(written);
    }

    /// <summary>Writes octets as hex, without separators.</summary>
    public void Hex(ReadOnlySpan<byte> octets)
    {
        _ = Convert.TryToHexStringLower(octets, to.GetSpan(2 * octets.Length), out var written);
        to.Advance(written);
    }

    /// <summary>Writes the first octets as hex, and their number if that is not all.</summary>
    public void HexStart(ReadOnlySpan<byte> octets, int most)
    {
        Hex(octets[..Math.Min(octets.Length, most)]);
        if (octets.Length > most)
        {
            Write($"… ({octets.Length} octets)");
        }
    }

    /// <summary>Writes octets as an address, or as hex where they are none.</summary>
    public void Address(ReadOnlySpan<byte> octets)
    {
        if (octets.Length is 4 or 16)
        {
            Value(new IPAddress(octets), null);
        }
        else
        {
            Hex(octets);
        }
    }

    /// <summary>
    /// Writes text out of a packet: as it is if it prints, else as hex, for a packet shall not
    /// control a terminal.
    /// </summary>
    public void Untrusted(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty || octets.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            Hex(octets);
            return;
        }

        to.Append(octets);
    }
}

/// <summary>The parts of an interpolated text, on their way through a pen.</summary>
[InterpolatedStringHandler]
internal readonly ref struct Ink
{
    private readonly Pen _pen;

    /// <summary>Begins a text.</summary>
    public Ink(int literalLength, int formattedCount, Pen pen)
    {
        _ = literalLength + formattedCount;
        _pen = pen;
    }

    /// <summary>A constant part.</summary>
    public void AppendLiteral(string text) => _pen.Text(text);

    /// <summary>A text.</summary>
    public void AppendFormatted(string? text) => _pen.Text(text);

    /// <summary>A number or the like.</summary>
    public void AppendFormatted<T>(T value, string? format = null)
        where T : IUtf8SpanFormattable => _pen.Value(value, format);

    /// <summary>Everything was written as it came.</summary>
    public void Done()
    {
    }
}
