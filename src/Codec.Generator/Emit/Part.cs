using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>
/// An offset in the octets of a type: a base (nothing, a local, or the end) and a constant.
/// </summary>
internal readonly record struct Position(string Base, int Constant)
{
    public static Position Start => new("", 0);

    public Position Plus(int octets) => this with { Constant = Constant + octets };

    /// <summary>The expression in a parser (locals) or in a view (fields).</summary>
    public string In(bool view) => Base switch
    {
        "" => $"{Constant}",
        "end" => With(view ? "_s.Length" : "end"),
        _ => With(view ? "_" + Base : Base),
    };

    private string With(string name) => Constant switch
    {
        0 => name,
        > 0 => $"{name} + {Constant}",
        < 0 => $"{name} - {-Constant}",
    };
}

/// <summary>
/// A run of consecutive fixed fields with the same presence, or one variable field.
/// </summary>
internal sealed class Part(int index, IReadOnlyList<FieldModel> fields)
{
    public int Index { get; } = index;

    public IReadOnlyList<FieldModel> Fields { get; } = fields;

    public FieldModel First => Fields[0];

    public bool IsRun => First.IsFixed;

    public WhenModel? When => First.When;

    public bool Trailer => First.Trailer;

    /// <summary>Octets of a run.</summary>
    public int Octets => IsRun ? Fields.Sum(f => f.Bits) / 8 : 0;

    /// <summary>Octets that are always there.</summary>
    public int Min => IsRun && When is null ? Octets : 0;

    public Position Start { get; set; }

    public Position End { get; set; }

    /// <summary>Bits of a field from the start of its run.</summary>
    public int BitOffset(FieldModel field) => Fields.TakeWhile(f => f != field).Sum(f => f.Bits);

    /// <summary>The offset of a field's first octet.</summary>
    public Position StartOf(FieldModel field) => Start.Plus(BitOffset(field) / 8);
}
