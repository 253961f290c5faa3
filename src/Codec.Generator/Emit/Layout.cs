using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Where the fields of a type lie: its parts, and the offsets that must be kept.</summary>
internal sealed class Layout
{
    private Layout(WireModel model, IReadOnlyList<Part> parts)
    {
        Model = model;
        Parts = parts;
    }

    public WireModel Model { get; }

    public IReadOnlyList<Part> Parts { get; }

    /// <summary>Offsets that a parser computes and a view keeps ("e3"), in order of use.</summary>
    public List<string> Offsets { get; } = [];

    /// <summary>The least size of the type in octets.</summary>
    public int Min => Parts.Sum(p => p.Min);

    /// <summary>Whether every octet of the type is in an always-present run.</summary>
    public bool IsFixed => Parts.All(p => p.IsRun && p.When is null);

    /// <summary>The field whose value fixes the end of the type; null: none.</summary>
    public FieldModel? EndField => Model.Fields.FirstOrDefault(FixesEnd);

    public static Layout Of(WireModel model)
    {
        var parts = new List<Part>();
        var run = new List<FieldModel>();
        foreach (var field in model.Fields.Where(f => f.Kind != FieldKind.Tag))
        {
            var joins = run.Count > 0 && field.IsFixed && field.When == run[0].When
                && field.Trailer == run[0].Trailer
                && (field.When is null || field.When.Remaining == 0);
            if (!joins && run.Count > 0)
            {
                parts.Add(new Part(parts.Count, run));
                run = [];
            }

            run.Add(field);
            if (!field.IsFixed)
            {
                parts.Add(new Part(parts.Count, run));
                run = [];
            }
        }

        if (run.Count > 0)
        {
            parts.Add(new Part(parts.Count, run));
        }

        var layout = new Layout(model, parts);
        layout.Place();
        return layout;
    }

    /// <summary>Whether a length field measures up to the last octet of the type.</summary>
    public bool FixesEnd(FieldModel field) => field.Measures is { } m
        && (m.Self || (m.Absent < 0 && m.To == Model.Fields.Last().Name
            && Model.Field(m.To).ExtentBy != field.Name));

    public Part PartOf(FieldModel field) => Parts.First(p => p.Fields.Contains(field));

    public Part PartOf(string field) => PartOf(Model.Field(field));

    /// <summary>Octets that are always there behind a part.</summary>
    public int After(Part part) => Parts.Skip(part.Index + 1).Sum(p => p.Min);

    /// <summary>The first octet of a field.</summary>
    public Position StartOf(FieldModel field) => PartOf(field).StartOf(field);

    private void Place()
    {
        var last = Parts.Count - 1;
        var trailing = last;
        var end = new Position("end", 0);
        for (; trailing >= 0 && Parts[trailing].Trailer; trailing--)
        {
            var part = Parts[trailing];
            part.End = end;
            part.Start = part.IsRun && part.When is null
                ? end.Plus(-part.Octets)
                : Keep($"e{trailing - 1}");
            end = part.Start;
        }

        var at = Position.Start;
        for (var i = 0; i <= trailing; i++)
        {
            var part = Parts[i];
            part.Start = at;
            part.End = part.IsRun && part.When is null ? at.Plus(part.Octets)
                : i == trailing ? end
                : Keep($"e{i}");
            at = part.End;
        }
    }

    private Position Keep(string name)
    {
        if (!Offsets.Contains(name))
        {
            Offsets.Add(name);
        }

        return new Position(name, 0);
    }
}
