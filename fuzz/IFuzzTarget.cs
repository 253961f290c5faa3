using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz;

/// <summary>
/// Something that takes octets from strangers, with what is claimed of it. Law: a claim looks at
/// nothing but the input, so that a file says all there is to say about a finding.
/// </summary>
internal interface IFuzzTarget
{
    /// <summary>Its name on the command line, and of its folders.</summary>
    string Name { get; }

    /// <summary>What holds for any octets, in a line.</summary>
    string Claim { get; }

    /// <summary>Which assemblies its edges are counted in.</summary>
    TargetRooms Rooms { get; }

    /// <summary>Octets of the longest input.</summary>
    int LengthMax { get; }

    /// <summary>Words that inputs are made of.</summary>
    IReadOnlyList<byte[]> Dictionary { get; }

    /// <summary>What there is to begin with where no file is.</summary>
    IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Asks what is claimed of every input.</summary>
    /// <param name="input">Any octets.</param>
    /// <exception cref="ClaimBrokenException">It does not hold.</exception>
    void Run(ReadOnlySpan<byte> input);

    /// <summary>
    /// Asks besides what takes too long to be asked of every input: of those in the corpus, and of
    /// each that reaches something new.
    /// </summary>
    /// <param name="input">Any octets.</param>
    /// <exception cref="ClaimBrokenException">It does not hold.</exception>
    void Examine(ReadOnlySpan<byte> input);

    /// <summary>The fields of an input, as far as there are any.</summary>
    InputShape ShapeOf(ReadOnlySpan<byte> input);
}

/// <summary>Which assemblies the edges of a target are counted in.</summary>
internal enum TargetRooms
{
    /// <summary>Codec and Protocol.</summary>
    Octets,

    /// <summary>StateMachines and Simulation.</summary>
    Decisions,

    /// <summary>Codec, Protocol, StateMachines and Gateway.</summary>
    Members,
}
