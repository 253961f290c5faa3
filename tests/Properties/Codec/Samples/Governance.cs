using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>
/// Which octets a field governs: those whose place, type, number or check follows from it by the
/// schema, and the lengths and counts of what it moves, since a wrong extent is told at its length.
/// An error that a change of the field causes lies in the field or in them.
/// </summary>
internal sealed class Governance
{
    private readonly Leaf _leaf;
    private readonly List<(int From, int To)> _ranges = [];

    public Governance(Leaf leaf, int sourceLength)
    {
        _leaf = leaf;
        Add(leaf.Part);
        var first = FirstGoverned();
        if (first < int.MaxValue)
        {
            var reach = Reach(sourceLength);
            _ranges.Add((first, reach));
            AddMarksAndCounts();
            AddLengthsOfMoved(first, reach);
        }

        AddRepetitions();
        AddLimited();
        AddChecksums(int.Min(first, leaf.Part.Offset));
    }

    /// <summary>Whether an error at an octet is the field's doing.</summary>
    public bool Contains(int offset) => _ranges.Any(r => offset >= r.From && offset <= r.To);

    public override string ToString() =>
        string.Join(", ", _ranges.Select(r => $"{r.From}..{r.To}"));

    private WireNode Node => _leaf.Node;

    private FieldSchema Field => _leaf.Field;

    private void Add(WirePart part) =>
        _ranges.Add((part.Offset, int.Max(part.Offset, part.End - 1)));

    /// <summary>The first octet whose place or type follows from the field.</summary>
    private int FirstGoverned()
    {
        var starts = new List<int> { int.MaxValue };
        if (Field.Measures is { } measures)
        {
            starts.Add(measures.From == "" ? Node.Offset : Node[measures.From].Offset);
            starts.AddRange(Node.Parts
                .Where(p => p.Field.Extent == ExtentRule.Rest && Field.Trailer)
                .Select(p => p.Offset));
        }

        if (Field.Next)
        {
            starts.Add(Node.Offset + Node.Length);
        }

        if (Node.Schema.Order.Field == Field.Name)
        {
            starts.Add(Node.Offset);
        }

        starts.AddRange(Node.Parts.Where(p => IsGoverned(p.Field)).Select(p => p.Offset));
        starts.AddRange(PeekingSums().Select(s => s.Offset));
        return starts.Min();
    }

    private bool IsGoverned(FieldSchema other) =>
        other.CountedBy == Field.Name || other.FirstBy == Field.Name
        || other.BlockSizeBy == Field.Name || other.Tag == Field.Name
        || other.When?.Field == Field.Name;

    /// <summary>Sums around the field that are chosen by its bits.</summary>
    private IEnumerable<WireNode> PeekingSums() => _leaf.Path.Select(s => s.Node)
        .Where(n => n.Schema.Peek is { } peek
            && (n.Offset * 8) + peek.Offset < _leaf.Part.BitOffset + _leaf.Part.BitLength
            && _leaf.Part.BitOffset < (n.Offset * 8) + peek.Offset + peek.Bits);

    /// <summary>
    /// How far a change can shift things: to the next end that something else fixes.
    /// </summary>
    private int Reach(int sourceLength)
    {
        var own = SchemaFacts.EndField(Node.Schema);
        if (own is not null && own.Name != Field.Name && !Field.Next
            && Node.Schema.Order.Field != Field.Name && !PeekingSums().Any())
        {
            return Node.Offset + Node.Length;
        }

        var sum = PeekingSums().FirstOrDefault();
        var path = sum is null
            ? _leaf.Path
            : [.. _leaf.Path.TakeWhile(s => s.Node != sum), new Step(sum, null)];
        return Rooms.End(path, sourceLength);
    }

    /// <summary>
    /// Marks and counts of lists around the field: which element is the last, and how many there
    /// are, follows from the lengths of the elements.
    /// </summary>
    private void AddMarksAndCounts()
    {
        foreach (var (node, via) in _leaf.Path)
        {
            foreach (var part in node.Parts.Where(p => p.Present))
            {
                if (part.Field.More is not null || part.Field.Name == via?.Field.CountedBy)
                {
                    Add(part);
                }
            }
        }

        foreach (var body in Node.Parts.Where(p => p.Field.Tag == Field.Name))
        {
            if (body.Field.Critical != "")
            {
                Add(Node[body.Field.Critical]);
            }
        }
    }

    /// <summary>Lengths, counts and sizes of fields that lie in what is governed.</summary>
    private void AddLengthsOfMoved(int first, int reach)
    {
        foreach (var (node, _) in _leaf.Path)
        {
            foreach (var moved in node.Parts.Where(p => p.Offset >= first && p.Offset <= reach))
            {
                var field = moved.Field;
                foreach (var by in (string[])[field.ExtentBy, field.CountedBy, field.BlockSizeBy])
                {
                    if (node.Parts.FirstOrDefault(p => p.Field.Name == by) is { } length)
                    {
                        Add(length);
                    }
                }
            }
        }
    }

    private void AddRepetitions()
    {
        foreach (var part in Node.Parts.Where(p => p.Present && p.Field.SameAs == Field.Name))
        {
            Add(part);
        }
    }

    /// <summary>Fields whose numbers or lengths it limits.</summary>
    private void AddLimited()
    {
        foreach (var part in Node.Parts.Where(p => p.Present
            && p.Field.Limits.Concat(p.Field.Lengths).Any(limit => limit.Of == Field.Name)))
        {
            Add(part);
        }
    }

    /// <summary>Checksums over the field, or over what it shifts.</summary>
    private void AddChecksums(int first)
    {
        foreach (var node in _leaf.Path.Select(s => s.Node))
        {
            foreach (var part in node.Parts.Where(
                p => p.Present && p.Field.Checksum is { OnRead: OnRead.Refuse }))
            {
                var to = part.Field.Checksum!.To;
                var end = to == "" ? node.Offset + node.Length : node[to].End;
                if (first < end)
                {
                    Add(part);
                }
            }
        }
    }
}
