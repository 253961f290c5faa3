using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Samples;

/// <summary>Valid octets of a type, the facts that they need, and their fields.</summary>
/// <param name="Schema">The type.</param>
/// <param name="Facts">Tag and context for the reference reader.</param>
/// <param name="Context">The context for the generated parser, boxed; null: none.</param>
/// <param name="Octets">The octets, all of which the element covers.</param>
/// <param name="Tree">Every field, with where it lies.</param>
public sealed record Sample(
    WireSchema Schema, ReferenceFacts Facts, object? Context, byte[] Octets, WireNode Tree)
{
    /// <summary>What the generated parser must be told.</summary>
    public WireFacts WireFacts => new(Facts.Tag, Context);

    /// <summary>Octets in hex and the facts: enough to repeat a failure by hand.</summary>
    public override string ToString()
    {
        var members = string.Concat(Facts.Members.Select(m => $" {m.Key}={m.Value}"));
        return $"{Schema.Name} tag={Facts.Tag}{members} [{Octets.Length}] "
            + Convert.ToHexStringLower(Octets);
    }
}

/// <summary>Makes samples of a type out of choices.</summary>
/// <param name="schema">The type.</param>
/// <param name="context">The type of its context; null: none.</param>
public sealed class Sampler(WireSchema schema, Type? context)
{
    private const int AttemptsMax = 8;
    private const int BoundaryPercent = 25;

    /// <summary>A valid sample, one in four of them at the bounds of its fields.</summary>
    /// <exception cref="InvalidOperationException">
    /// The reference reader refuses what was written.
    /// </exception>
    public Sample Choose(Choices choices)
    {
        choices.AtBounds = choices.Chance(BoundaryPercent);
        var (boxed, members) = Contexts.Choose(choices, schema, context);
        var builder = new TreeBuilder(choices, members);
        for (var attempt = 0; ; attempt++)
        {
            var tree = builder.Build(schema, null, 0, attempt == AttemptsMax);
            if (!ReferenceWriter.TryWrite(tree, Malleable.Kept, out var octets, out var problem))
            {
                throw new InvalidOperationException($"{schema.Name}: {problem}");
            }

            var facts = new ReferenceFacts(tree.Tag, members);
            var sample = new Sample(schema, facts, boxed, octets, tree);
            if (ReferenceReader.TryRead(schema, octets, facts, out var reading)
                && reading.Node!.Length == octets.Length)
            {
                return sample with { Tree = reading.Node };
            }

            if (attempt == AttemptsMax || !MayBeRefused(reading.Error))
            {
                throw new InvalidOperationException(
                    $"written, but refused: {reading.Error}, {sample}");
            }
        }
    }

    /// <summary>
    /// A constraint on a computed number or length, and presence by what remains, can refuse what
    /// was chosen.
    /// </summary>
    private bool MayBeRefused(DecodeError error) =>
        error.Fault is DecodeFault.ValueOutOfRange or DecodeFault.FixedValueMismatch
        || SchemaFacts.Reachable(schema).Any(s => s.Fields.Any(f => f.When is { Field: "" }
            || (f.Lengths.Count > 0 && f.Label == error.Field)));
}
