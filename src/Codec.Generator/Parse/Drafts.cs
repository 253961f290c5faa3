using Holdfast.Codec.Generator.Model;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>A wire type as read, with the symbols that complaints are made about.</summary>
internal sealed class WireDraft(INamedTypeSymbol type, AttributeData wire)
{
    public INamedTypeSymbol Type { get; } = type;

    /// <summary>The [Wire] attribute.</summary>
    public AttributeData Wire { get; } = wire;

    /// <summary>The model but for its fields, which are still drafts.</summary>
    public WireModel Model { get; set; } = new("", "", "");

    /// <summary>The bit diagram; null: the layout is given by widths.</summary>
    public Figure? Figure { get; set; }

    /// <summary>The fields, in the order of the properties; the tag is among them.</summary>
    public List<FieldDraft> Fields { get; } = [];

    /// <summary>Properties that carry words and are no fields: not partial, or static.</summary>
    public List<IPropertySymbol> Strays { get; } = [];

    /// <summary>Cases of a sum type.</summary>
    public List<CaseDraft> Cases { get; set; } = [];

    public INamedTypeSymbol? Context { get; set; }

    public bool IsSum => Model.Peek is not null || Model.IsLinkSum;

    /// <summary>The fields that take octets.</summary>
    public IEnumerable<FieldDraft> Placed => Fields.Where(f => f.Kind != FieldKind.Tag);

    public FieldDraft? Find(string name) => Fields.FirstOrDefault(f => f.Name == name);

    /// <summary>The model with its fields, the tag before those that take octets.</summary>
    public WireModel Finish() => Model with
    {
        Fields = new(Fields.OrderBy(f => f.Kind != FieldKind.Tag).Select(f => f.Model)),
    };
}

/// <summary>A property of a wire type as read.</summary>
internal sealed class FieldDraft(IPropertySymbol property, int index, FieldModel model)
{
    public IPropertySymbol Property { get; } = property;

    /// <summary>Its place among the fields.</summary>
    public int Index { get; } = index;

    public FieldModel Model { get; set; } = model;

    public string Name => Model.Name;

    public FieldKind Kind => Model.Kind;

    /// <summary>Whether the property's type is one that can stand on the wire.</summary>
    public bool IsSupported { get; set; } = true;

    /// <summary>The cell of the figure; null: none found, or no figure.</summary>
    public FigureCell? Cell { get; set; }

    /// <summary>The element type of a struct, list or chain.</summary>
    public INamedTypeSymbol? Element { get; set; }

    /// <summary>The second type argument of <c>Many</c>.</summary>
    public ITypeSymbol? ElementContext { get; set; }

    public List<CaseDraft> Cases { get; set; } = [];

    /// <summary>Every extent rule that speaks of the field; the first is the model's.</summary>
    public List<ExtentRule> Rules { get; } = [];

    public AttributeData? Word(string word) => Words.One(Property, word);

    public bool Has(string word) => Words.Has(Property, word);
}

/// <summary>A case of a sum as read.</summary>
internal sealed record CaseDraft(
    AttributeData Attribute, INamedTypeSymbol? Type, CaseModel Model);
