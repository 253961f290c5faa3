using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>
/// Sizes and offsets of a value's fields: locals a0, a1, ... of its parts' starts.
/// </summary>
internal sealed class SizeCode(Layout layout, CodeWriter code)
{
    private readonly WireModel _model = layout.Model;

    /// <summary>The local that holds the size of the whole value.</summary>
    public string Total => $"a{layout.Parts.Count}";

    /// <summary>Declares the offsets.</summary>
    public void Emit()
    {
        foreach (var decider in Deciders())
        {
            code.Line($"var w{decider.Name} = {Effective(decider)};");
        }

        code.Line("const int a0 = 0;");
        foreach (var part in layout.Parts)
        {
            code.Line($"var a{part.Index + 1} = a{part.Index} + {Size(part)};");
        }
    }

    /// <summary>The offset of a field's first octet in what is written.</summary>
    public string Start(FieldModel field)
    {
        var part = layout.PartOf(field);
        var octets = part.BitOffset(field) / 8;
        return octets == 0 ? $"a{part.Index}" : $"a{part.Index} + {octets}";
    }

    /// <summary>The offset behind a field's last octet.</summary>
    public string End(FieldModel field)
    {
        var part = layout.PartOf(field);
        return field.IsFixed
            ? $"a{part.Index} + {(part.BitOffset(field) + field.Bits) / 8}"
            : $"a{part.Index + 1}";
    }

    /// <summary>Whether a conditional part is written.</summary>
    public string Has(Part part)
    {
        var set = part.Fields.Select(f => $"{f.Name} is not null").ToList();
        var free = part.Fields.Any(f => !Roles.IsDerived(_model, f));
        if (!free && part.When!.Field != "")
        {
            set.Add($"w{part.When.Field} {(part.When.Not ? "!=" : "==")} {part.When.Value}");
        }

        return string.Join(" || ", set);
    }

    private IEnumerable<FieldModel> Deciders() => layout.Parts
        .Where(p => p.When is { Field: not "" } && p.Fields.All(f => Roles.IsDerived(_model, f)))
        .Select(p => _model.Field(p.When!.Field))
        .Distinct();

    private string Effective(FieldModel decider)
    {
        if (Roles.IsDerivedFlag(_model, decider))
        {
            return $"{decider.Name} is {{ }} forced{decider.Name} "
                + $"? (forced{decider.Name} ? 1u : 0u) : ({Flag(decider)} ? 1u : 0u)";
        }

        var value = decider.When is null && !Roles.IsDerived(_model, decider)
            ? decider.Name
            : $"{decider.Name}.GetValueOrDefault()";
        return NumberCode.FromProperty(decider, value);
    }

    /// <summary>What a derived flag is: which of its dependents are there.</summary>
    public string Flag(FieldModel flag)
    {
        var dependents = Roles.Dependents(_model, flag).ToList();
        var whenTrue = dependents.Where(f => (f.When!.Value == 1) != f.When.Not).ToList();
        return whenTrue.Count > 0
            ? "(" + string.Join(" || ", whenTrue.Select(f => $"{f.Name} is not null")) + ")"
            : "!(" + string.Join(" || ", dependents.Select(f => $"{f.Name} is not null")) + ")";
    }

    private string Size(Part part)
    {
        if (part.IsRun)
        {
            return part.When is null ? $"{part.Octets}" : $"({Has(part)} ? {part.Octets} : 0)";
        }

        var field = part.First;
        var nullable = field.When is not null;
        if (field.Padding is { } padding)
        {
            var behind = layout.After(part);
            var align = Math.Max(1, padding.Align);
            var computed = align == 1
                ? "0"
                : $"({align} - ((a{part.Index} + {behind}) % {align})) % {align}";
            return $"({field.Name}?.Length ?? ({computed}))";
        }

        return field.Kind switch
        {
            FieldKind.Octets => nullable ? $"({field.Name}?.Length ?? 0)" : $"{field.Name}.Length",
            FieldKind.Struct or FieldKind.OneOf => $"({field.Name}?.SizeOf() ?? 0)",
            FieldKind.Blocks => $"Put.SizeOf({field.Name}{Default(nullable)})",
            _ => $"Put.SizeOf({field.Name}{Default(nullable)})",
        };
    }

    private static string Default(bool nullable) => nullable ? ".GetValueOrDefault()" : "";
}
