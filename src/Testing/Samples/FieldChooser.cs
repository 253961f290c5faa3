using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Samples;

/// <summary>Chooses the fields of one plain element, in wire order.</summary>
internal sealed class FieldChooser(
    TreeBuilder builder, Choices choices, IReadOnlyDictionary<string, long> members,
    WireSchema schema, int depth, bool least)
{
    private readonly Dictionary<string, WirePart> _parts = [];
    private readonly Dictionary<string, ulong> _decided = [];
    private ByteOrder _order = schema.Order.Fixed;
    private ulong _tag;

    public WireNode Choose(ulong? tag)
    {
        Decide(tag);
        foreach (var field in schema.Fields)
        {
            _parts[field.Name] = IsPresent(field)
                ? Present(field, tag)
                : new WirePart(field, false, 0, 0);
        }

        var node = Node();
        foreach (var length in schema.Fields.Where(f => f.Measures is { Unit: > 1 }))
        {
            node = Fitting.ToUnit(node, length, choices);
        }

        foreach (var padding in schema.Fields.Where(f => f.Padding is not null))
        {
            node = Fitting.Padded(node, padding, choices, least);
        }

        return node;
    }

    private WireNode Node()
    {
        if (schema.Fields.FirstOrDefault(f => f.Kind == FieldKind.Tag) is { } tag)
        {
            if (tag.First != "")
            {
                var chain = _parts[tag.First];
                _tag = chain.Nodes.Count == 0 ? chain.Ending : chain.Nodes[0].Tag;
            }

            _parts[tag.Name] = _parts[tag.Name] with { Number = _tag };
        }

        var parts = schema.Fields.Select(f => _parts[f.Name]).ToArray();
        return new WireNode(schema, 0, 0, Items.Of<WirePart>(parts)) { Tag = _tag, Order = _order };
    }

    /// <summary>
    /// Chooses first what later fields depend on: byte order, bodies, sizes of blocks.
    /// </summary>
    private void Decide(ulong? tag)
    {
        if (schema.Order.Context != "")
        {
            _order = (ByteOrder)members[schema.Order.Context];
        }
        else if (schema.Order.Field != "")
        {
            _order = choices.Of([ByteOrder.Big, ByteOrder.Little]);
            _decided[schema.Order.Field] = choices.Of(schema.Order.Magic);
        }

        _tag = tag ?? choices.Number(8);
        foreach (var body in schema.Fields.Where(f => f.Kind == FieldKind.OneOf))
        {
            DecideBody(body, tag);
        }

        foreach (var blocks in schema.Fields.Where(f => f.BlockSizeBy != ""))
        {
            _decided[blocks.BlockSizeBy] = least ? 0 : (ulong)choices.Of([4, 1, 2, 8, 16, 20, 3]);
        }
    }

    private void DecideBody(FieldSchema body, ulong? tag)
    {
        var by = schema[body.Tag];
        ulong value;
        if (by.Kind == FieldKind.Tag)
        {
            _tag = value = tag ?? (least || choices.Chance(20) ? _tag : choices.Of(body.Cases).Tag);
        }
        else if (_decided.TryGetValue(by.Name, out var known))
        {
            value = known;
        }
        else
        {
            value = least || choices.Chance(20) || body.Cases.Count == 0
                ? Numbers.Choose(choices, by, least)
                : choices.Of(body.Cases).Tag;
            value = by.Const ?? value;
            _decided[by.Name] = value;
        }

        if (body.Critical != "" && body.Cases.All(c => c.Tag != value))
        {
            _decided[body.Critical] = 0;
        }
    }

    private bool IsPresent(FieldSchema field) => field.When is not { } when
        || (when.Field == ""
            ? !least && choices.Chance(60)
            : _parts[when.Field].Present && (_parts[when.Field].Number == when.Value) != when.Not);

    private WirePart Present(FieldSchema field, ulong? tag)
    {
        var part = new WirePart(field, true, 0, 0);
        return field.Kind switch
        {
            FieldKind.Number => part with { Number = Number(field) },
            FieldKind.Tag => part with { Number = _tag },
            FieldKind.Octets => part with { Octets = Free(field) },
            FieldKind.OneOf => Body(field, part),
            FieldKind.Struct => part with { Nodes = [Element(field.Element!(), null)] },
            FieldKind.Many => Many(field, part),
            FieldKind.Chain => Chain(field, part, tag),
            FieldKind.Blocks => Blocks(field, part),
        };
    }

    private ulong Number(FieldSchema field)
    {
        var here = Here(field);
        return field.SameAs != "" ? _parts[field.SameAs].Number
            : _decided.TryGetValue(field.Name, out var known) && Numbers.Allows(here, known)
                ? known
            : Numbers.Choose(choices, here, least);
    }

    /// <summary>The field as it is where those before it have the values chosen.</summary>
    private FieldSchema Here(FieldSchema field)
    {
        var holding = Holding(field.Limits);
        return holding is null
            ? field
            : field with
            {
                Range = holding.OrZero && (least || choices.Chance(30))
                    ? (0, 0)
                    : (holding.Min, holding.Max),
            };
    }

    private LimitSchema? Holding(Items<LimitSchema> limits) => limits.LastOrDefault(
        limit => limit.Of == "" || (schema[limit.Of].Kind == FieldKind.Tag
            ? _tag == limit.Is
            : _parts[limit.Of] is { Present: true } decides && decides.Number == limit.Is));

    private Octets Free(FieldSchema field) => new(choices.Octets(OctetCount(field)));

    private WireNode Element(WireSchema type, ulong? tag) =>
        builder.Build(type, tag, depth + 1, least);

    private int OctetCount(FieldSchema field)
    {
        if (field.Bits > 0)
        {
            return field.Bits / 8;
        }

        if (field.Padding is not null)
        {
            return 0;
        }

        return field.Extent == ExtentRule.Context
            ? (int)members[field.ExtentBy]
            : Numbers.OctetCount(
                choices,
                field,
                field.Extent == ExtentRule.Measured ? Here(schema[field.ExtentBy]) : null,
                Holding(field.Lengths),
                least);
    }

    private WirePart Body(FieldSchema field, WirePart part)
    {
        var by = schema[field.Tag];
        var tag = by.Kind == FieldKind.Tag ? _tag : _parts[by.Name].Number;
        var chosen = field.Cases.FirstOrDefault(c => c.Tag == tag);
        return chosen is null || chosen.Opaque
            ? part with { Octets = Free(field), Case = chosen?.Name ?? "" }
            : part with { Nodes = [Element(chosen.Type(), tag)], Case = chosen.Name };
    }

    private WirePart Many(FieldSchema field, WirePart part)
    {
        var count = least ? 0 : choices.Of<int>(choices.AtBounds ? [1, 0] : [2, 1, 0, 3, 1, 5]);
        var nodes = new WireNode[count];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = builder.Build(field.Element!(), null, depth + 1, false);
        }

        return part with { Nodes = Items.Of<WireNode>(nodes) };
    }

    private WirePart Blocks(FieldSchema field, WirePart part)
    {
        var size = field.BlockSizeBy == ""
            ? (ulong)field.BlockSize
            : _parts[field.BlockSizeBy].Number;
        var count = least || size == 0 ? 0 : choices.Of([1, 2, 0, 3]);
        var octets = choices.Octets(count * (int)size);
        return part with { Octets = new Octets(octets), BlockSize = size };
    }

    private WirePart Chain(FieldSchema field, WirePart part, ulong? tag)
    {
        var first = schema[field.FirstBy].Kind == FieldKind.Tag ? tag : null;
        var tags = new LinkTags(choices, field, schema[field.FirstBy]);
        var nodes = new List<WireNode>();
        var count = least ? 0 : choices.Of<int>(choices.AtBounds ? [1, 0] : [2, 1, 3, 0, 4]);
        var ended = first == field.Chain!.End;
        while (!ended && (nodes.Count < count || (first is not null && nodes.Count == 0)))
        {
            var next = first is { } told && nodes.Count == 0 ? told : tags.Choose();
            nodes.Add(builder.Build(field.Element!(), next, depth + 1, false));
            ended = field.Element!().Until.Contains((uint)next);
        }

        var ending = ended && nodes.Count > 0 ? nodes[^1].Next!.Number : tags.Ending();
        return part with { Nodes = Items.Of<WireNode>(nodes.ToArray()), Ending = ending };
    }
}
