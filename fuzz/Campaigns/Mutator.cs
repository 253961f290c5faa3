using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// Makes inputs out of others. A batch has one parent; half of the batches first change its value
/// (<see cref="ValueMutation"/>), and then each input has one to four changes of fields or octets.
/// </summary>
/// <param name="target">What they are for.</param>
/// <param name="dice">What is drawn.</param>
internal sealed class Mutator(IFuzzTarget target, Dice dice)
{
    private const int ChangesMax = 4;

    private Seed _parent = new([], target);
    private Seed _other = new([], target);

    /// <summary>Begins a batch.</summary>
    public void Begin(IReadOnlyList<Seed> corpus)
    {
        // Every other parent is one of the newest quarter: what is new leads on.
        var newest = Math.Max(1, corpus.Count / 4);
        _parent = dice.OneIn(2)
            ? corpus[dice.Below(corpus.Count)]
            : corpus[corpus.Count - 1 - dice.Below(newest)];
        _other = corpus[dice.Below(corpus.Count)];
        if (_parent.Shape.Elements.Count > 0 && dice.OneIn(2))
        {
            Rewrite();
        }
    }

    /// <summary>Makes an input; its octets are returned.</summary>
    public int Make(Span<byte> buffer)
    {
        var length = Math.Min(_parent.Octets.Length, buffer.Length);
        _parent.Octets.AsSpan(0, length).CopyTo(buffer);
        var changes = 1 + (dice.Below(ChangesMax) & dice.Below(ChangesMax));
        var fields = _parent.Shape.Fields;
        var isByField = fields.Count > 0 && !dice.OneIn(4);
        for (var i = 0; i < changes; i++)
        {
            if (isByField)
            {
                FieldMutation.Change(buffer[..length], fields, target.Dictionary, dice);
            }
            else
            {
                length = ByteMutation.Change(
                    buffer, length, _other.Octets, target.Dictionary, dice);
            }
        }

        return length;
    }

    private void Rewrite()
    {
        var elements = _parent.Shape.Elements;
        var element = elements[dice.Below(elements.Count)];
        var others = _other.Shape.Elements;
        var with = others.Count > 0 ? others[dice.Below(others.Count)].Node : element.Node;
        if (ValueMutation.Change(_parent.Octets, element, with, dice) is { } rewritten
            && rewritten.Length <= target.LengthMax)
        {
            _parent = new(rewritten, target);
        }
    }
}
