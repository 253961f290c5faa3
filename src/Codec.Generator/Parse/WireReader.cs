using Holdfast.Codec.Generator.Model;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>Reads a wire type; says nothing about faults, but keeps them visible.</summary>
internal static class WireReader
{
    public static WireDraft Read(
        INamedTypeSymbol type, AttributeData wire, CancellationToken cancel)
    {
        var figure = wire.Text(2);
        var draft = new WireDraft(type, wire)
        {
            Figure = figure == "" ? null : FigureReader.Read(figure),
            Context = TypeReader.ContextOf(type),
            Cases = FieldReader.Cases(type),
        };
        draft.Model = Model(draft, figure);
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
        {
            cancel.ThrowIfCancellationRequested();
            if (property is { IsPartialDefinition: true, IsStatic: false, IsIndexer: false })
            {
                draft.Fields.Add(FieldReader.Read(property, draft.Fields.Count));
            }
            else if (Words.Every(property).Any())
            {
                draft.Strays.Add(property);
            }
        }

        Widths.Assign(draft);
        Connections.Draw(draft);
        return draft;
    }

    private static WireModel Model(WireDraft draft, string figure)
    {
        var type = draft.Type;
        return new(TypeReader.Space(type), type.Name, TypeReader.AccessOf(type))
        {
            Rfc = draft.Wire.Number(0),
            Section = draft.Wire.Text(1),
            Figure = figure,
            Order = Order(draft),
            Context = draft.Context is { } context ? TypeReader.FullName(context) : "",
            Peek = Words.One(type, "Peek") is { } peek ? Peek(peek) : null,
            IsLinkSum = Words.Has(type, "LinkOf"),
            Cases = new(draft.Cases.Select(one => one.Model)),
            Until = new(Words.One(type, "Until") is { } until ? until.Numbers(0) : []),
        };
    }

    private static OrderModel Order(WireDraft draft)
    {
        var little = draft.Wire.Named("Order", (byte)0) == 1;
        return Words.One(draft.Type, "ByteOrder") is { } word
            ? new(little, word.Text(0), word.Named("Context", ""))
            {
                Magic = new(word.Numbers(1)),
            }
            : new(little);
    }

    private static PeekModel Peek(AttributeData word) => new(
        word.Number(0),
        word.Number(1),
        Model(word.Named<INamedTypeSymbol?>("Otherwise", null)),
        Model(word.Named<INamedTypeSymbol?>("Short", null)));

    private static TypeModel? Model(INamedTypeSymbol? type) =>
        type is null ? null : TypeReader.Read(type);
}
