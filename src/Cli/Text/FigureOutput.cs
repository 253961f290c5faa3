using Holdfast.Cli.Decoding;
using Holdfast.Cli.Output;
using Holdfast.Cli.Spec;
using Holdfast.Codec.Interpreter;

namespace Holdfast.Cli.Text;

/// <summary>The octets of the innermost header beside its RFC figure, row by row.</summary>
internal sealed class FigureOutput(OctetBuffer buffer, IPacketOutput before) : IPacketOutput
{
    private const int FigureColumns = 68;
    private const int RowOctets = 8;

    private readonly Pen _pen = new(buffer);

    /// <inheritdoc/>
    public void Write(in DecodedPacket packet, OctetBuffer to)
    {
        before.Write(packet, to);
        for (var i = packet.Layers.Count - 1; i >= 0; i--)
        {
            var layer = packet.Layers[i];
            var octets = packet.Octets(layer);
            var clear = packet.Clear(layer);
            if (!clear.IsEmpty && Piece.Inside(layer, clear) is [var inner, ..])
            {
                Figure(inner, clear.Slice(inner.Start, inner.Length), inner.Start);
                break;
            }

            if (Piece.Of(layer, octets) is [var piece, ..])
            {
                Figure(piece, octets.Slice(piece.Start, piece.Length), layer.Start + piece.Start);
                break;
            }
        }

        _pen.Line();
    }

    private void Figure(Piece piece, ReadOnlySpan<byte> source, int origin)
    {
        if (!TreeOutput.TryRead(piece, source, out var node))
        {
            return;
        }

        while (node.Chosen is { } chosen)
        {
            node = chosen;
        }

        _pen.Write($"    {Piece.Title(node.Schema)}");
        _pen.Line();
        var row = new Row(0, false);
        foreach (var line in Diagram.Of(node.Schema))
        {
            var text = line.Trim();
            row = text switch
            {
                ['|', .., '|'] => Fixed(node, line, text, row, source, origin),
                ['~', .., '~'] => Variable(node, line, text, row, source, origin),
                _ => Rule(line, row),
            };
        }
    }

    // Where the next row's octets begin, and whether the cell that goes on is absent.
    private readonly record struct Row(int At, bool IsAbsent);

    private Row Rule(string line, Row row)
    {
        _pen.Write($"    {line}");
        _pen.Line();
        return row;
    }

    // Two columns of the figure are one bit.
    private Row Fixed(
        WireNode node, string line, string text, Row row, ReadOnlySpan<byte> source, int origin)
    {
        var part = text.Split('|')
            .Select(cell => Find(node, cell)).FirstOrDefault(p => p is not null);
        var isAbsent = part is null ? row.IsAbsent : !part.Present;
        var at = part is { Present: true } ? Math.Max(row.At, part.Offset) : row.At;
        var end = Math.Min(source.Length, at + ((text.Length - 1) / 16));
        if (isAbsent || at >= end)
        {
            _ = Rule(line, row);
            return row with { IsAbsent = isAbsent };
        }

        Octets(line, source[at..end], origin + at);
        return new Row(end, false);
    }

    private Row Variable(
        WireNode node, string line, string text, Row row, ReadOnlySpan<byte> source, int origin)
    {
        if (Find(node, text[1..^1]) is not { Present: true } part || part.End == part.Offset)
        {
            return Rule(line, row);
        }

        var octets = source[part.Offset..part.End];
        Octets(line, octets[..Math.Min(octets.Length, RowOctets)], origin + part.Offset);
        for (var at = RowOctets; at < octets.Length; at += RowOctets)
        {
            var count = Math.Min(RowOctets, octets.Length - at);
            Octets("", octets.Slice(at, count), origin + part.Offset + at);
        }

        return new Row(part.End, false);
    }

    private void Octets(string line, ReadOnlySpan<byte> octets, int offset)
    {
        _pen.Write($"    {line}");
        _pen.Repeat(' ', FigureColumns - line.Length);
        _pen.Number(offset, 5);
        _pen.Text(" ");
        foreach (var octet in octets)
        {
            _pen.Write($" {octet:x2}");
        }

        _pen.Line();
    }

    private static WirePart? Find(WireNode node, string cell)
    {
        var label = cell.Trim();
        return label == "" ? null : node.Parts.FirstOrDefault(part => part.Field.Label == label);
    }
}
