using Holdfast.Codec;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Samples;

/// <summary>A valid value of a wire type, with the sample that it was read from.</summary>
/// <param name="Value">The value.</param>
/// <param name="Sample">Its octets and what they need to be read.</param>
/// <typeparam name="T">Such as <c>HsrpMessageValue</c>.</typeparam>
public sealed record WireValue<T>(T Value, Sample Sample)
    where T : class, IWireValue
{
    /// <summary>Draws values.</summary>
    /// <exception cref="ArgumentException">No wire type has values of this type.</exception>
    public static Func<Choices, WireValue<T>> Draw()
    {
        var entry = WireFormats.OfValue(typeof(T))
            ?? throw new ArgumentException($"{typeof(T)} is the value of no wire type");
        var samples = WireFormats.Samples(entry);
        return choices =>
        {
            var sample = samples(choices);
            return entry.Read(
                sample.Octets, sample.WireFacts, Fidelity.Verbatim, out var value, out var error)
                ? new((T)value!, sample)
                : throw new InvalidOperationException($"{error}: {sample}");
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Value} from {Sample}";
}

/// <summary>A sample of which one field was changed: what a parser must refuse, or see.</summary>
/// <param name="Sample">The valid one.</param>
/// <param name="Mutation">The field, what was done to it, and the octets.</param>
public sealed record MutatedSample(Sample Sample, Mutation Mutation)
{
    /// <summary>Draws a change of a field of a sample.</summary>
    public static MutatedSample Draw(Choices choices, Sample sample)
    {
        ArgumentNullException.ThrowIfNull(choices);
        Mutation[] all = [.. Mutation.Of(sample)];
        return all.Length > 0
            ? new(sample, choices.Of(all))
            : throw new InvalidOperationException($"nothing of {sample} can be changed");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Sample.Schema.Name}: {Mutation}";
}
