using Holdfast.Cli.Decoding;
using Holdfast.Cli.Decryption;
using Holdfast.Cli.Output;
using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;

namespace Holdfast.Cli.Text;

/// <summary>
/// Every field of every layer with its offset, driven by the schemas alone: a new wire type needs
/// no printer. Offsets count from the start of the frame, or of the joined data.
/// </summary>
internal sealed class TreeOutput(OctetBuffer buffer) : IPacketOutput
{
    private const int LabelColumn = 44;
    private const int PlaceColumns = 8;

    private readonly Pen _pen = new(buffer);

    /// <inheritdoc/>
    public void Write(in DecodedPacket packet, OctetBuffer to)
    {
        LineOutput.WriteLine(_pen, packet, isDated: true);
        foreach (var layer in packet.Layers.All)
        {
            var octets = packet.Octets(layer);
            Head(layer, packet.Layers.KindOf(layer.Source), octets.Length);
            Pieces(Piece.Of(layer, octets), octets, layer.Start);
            Inside(packet, layer);
            Proofs(layer);
            if (layer.Kind == LayerKind.Data)
            {
                _pen.Text("          ");
                _pen.HexStart(octets, 64);
                _pen.Line();
            }
        }

        _pen.Line();
    }

    private void Inside(in DecodedPacket packet, in Layer layer)
    {
        if (layer.Opening is not { } opening || opening == Opening.NoKeys)
        {
            return;
        }

        _pen.Write($"    {OpeningText.Of(opening.Icv)}");
        if (opening.Problem is { } problem)
        {
            _pen.Write($": {problem}");
        }

        _pen.Line();
        if (opening.Source == 0)
        {
            return;
        }

        var clear = packet.Clear(layer);
        _pen.Write($"    decrypted, octets 0 to {clear.Length - 1}");
        _pen.Line();
        Pieces(Piece.Inside(layer, clear), clear, 0);
    }

    private void Proofs(in Layer layer)
    {
        foreach (var proof in layer.Proofs.Span)
        {
            _pen.Write($"    auth {OpeningText.Of(proof.Finding)}, payload {proof.Payload + 1}");
            _pen.Line();
        }
    }

    private void Pieces(List<Piece> pieces, ReadOnlySpan<byte> octets, int origin)
    {
        foreach (var piece in pieces)
        {
            if (TryRead(piece, octets.Slice(piece.Start, piece.Length), out var node))
            {
                Element(node, origin + piece.Start, 4);
            }
        }
    }

    /// <summary>Reads the element of a piece.</summary>
    public static bool TryRead(Piece piece, ReadOnlySpan<byte> source, out WireNode node)
    {
        var facts = ReferenceFacts.None with { Tag = piece.Tag };
        var isRead = ReferenceReader.TryParse(piece.Schema, source, facts, out var reading);
        node = reading.Node!;
        return isRead;
    }

    private void Head(in Layer layer, SourceKind source, int length)
    {
        _pen.Write($"  {LayerNames.Of(layer.Kind)}, octets {layer.Start} to ");
        _pen.Write($"{layer.Start + length - 1}");
        if (source != SourceKind.Frame)
        {
            _pen.Write($" of {LayerNames.Of(source)} data");
        }

        if (layer.IsPartial)
        {
            _pen.Text(", as far as it is good");
        }

        _pen.Line();
    }

    private void Element(WireNode node, int origin, int indent)
    {
        if (node.Chosen is { } chosen)
        {
            Element(chosen, origin, indent);
            return;
        }

        _pen.Repeat(' ', indent);
        _pen.Text(Piece.Title(node.Schema));
        _pen.Line();
        Parts(node, origin, indent + 2);
    }

    private void Parts(WireNode node, int origin, int indent)
    {
        foreach (var part in node.Parts)
        {
            if (part.Present && part.Field.Kind != FieldKind.Tag)
            {
                Part(node, part, origin, indent);
            }
        }
    }

    private void Part(WireNode node, WirePart part, int origin, int indent)
    {
        Label(part, origin, indent);
        switch (part.Field.Kind)
        {
            case FieldKind.Number:
                Column(part, indent);
                FieldValue.Number(_pen, part);
                _pen.Line();
                break;
            case FieldKind.OneOf when TryOpen(node, part, out var body):
                _pen.Line();
                Element(body, origin + part.Offset, indent + 2);
                break;
            case FieldKind.Octets or FieldKind.OneOf or FieldKind.Blocks:
                if (part.Octets.Length > 0)
                {
                    Column(part, indent);
                    Octets(part);
                }

                _pen.Line();
                break;
            default:
                _pen.Line();
                foreach (var element in part.Nodes)
                {
                    Element(element, origin, indent + 2);
                }

                break;
        }
    }

    private void Label(WirePart part, int origin, int indent)
    {
        var offset = origin + part.Offset;
        var bit = part.BitOffset % 8;
        var place = bit == 0 ? $"{offset}" : $"{offset}.{bit}";
        _pen.Repeat(' ', indent);
        _pen.Write($"{place.PadRight(PlaceColumns)}{part.Field.Label}");
    }

    private void Column(WirePart part, int indent)
    {
        var used = indent + PlaceColumns + part.Field.Label.Length;
        _pen.Repeat(' ', Math.Max(2, LabelColumn - used));
    }

    private void Octets(WirePart part)
    {
        if (part.Field.Kind != FieldKind.Blocks)
        {
            FieldValue.Octets(_pen, part.Field, part.Octets.Span);
            return;
        }

        var octets = part.Octets.Span;
        var size = (int)Math.Min(part.BlockSize, (ulong)octets.Length);
        for (var at = 0; at < octets.Length; at += size)
        {
            _pen.Text(at == 0 ? "" : " ");
            _pen.Hex(octets.Slice(at, size));
        }
    }

    // A body that does not fit its type is shown as octets.
    private static bool TryOpen(WireNode node, WirePart part, out WireNode body)
    {
        body = node;
        var tag = node[part.Field.Tag].Number;
        foreach (var candidate in part.Field.Cases)
        {
            if (candidate.Tag == tag && !candidate.Opaque)
            {
                var facts = ReferenceFacts.None with { Tag = tag };
                var isRead = ReferenceReader.TryParse(
                    candidate.Type(), part.Octets.Span, facts, out var reading);
                body = reading.Node ?? node;
                return isRead && body.Length == part.Octets.Length;
            }
        }

        return false;
    }
}
