namespace Holdfast.Codec.Generator.Model;

/// <summary>A wire type as the emitter needs it: no symbol, node or location in it.</summary>
internal sealed record WireModel(string Namespace, string Name, string Accessibility)
{
    public int Rfc { get; init; }

    public string Section { get; init; } = "";

    public string Figure { get; init; } = "";

    public OrderModel Order { get; init; } = new();

    /// <summary>Fully qualified context type; empty: none.</summary>
    public string Context { get; init; } = "";

    public PeekModel? Peek { get; init; }

    public bool IsLinkSum { get; init; }

    /// <summary>Cases of a sum type (Peek or LinkOf).</summary>
    public EquatableArray<CaseModel> Cases { get; init; }

    public EquatableArray<uint> Until { get; init; }

    public EquatableArray<FieldModel> Fields { get; init; }

    public string ValueName => Name + "Value";

    public FieldModel? Tag => Fields.FirstOrDefault(f => f.Kind == FieldKind.Tag);

    public FieldModel? Next => Fields.FirstOrDefault(f => f.IsNext);

    public FieldModel? More => Fields.FirstOrDefault(f => f.More is not null);

    public bool IsLink => IsLinkSum || (Tag is not null && Next is not null);

    public FieldModel Field(string name) => Fields.First(f => f.Name == name);
}

internal sealed record OrderModel(bool Little = false, string Field = "", string Context = "")
{
    public EquatableArray<uint> Magic { get; init; }

    public bool IsDynamic => Field != "" || Context != "";
}

internal sealed record PeekModel(int Offset, int Bits, TypeModel? Otherwise, TypeModel? Short);

/// <summary>A case of a sum. Name is the case's name.</summary>
internal sealed record CaseModel(ulong Tag, string Name, TypeModel Type);

/// <summary>What one wire type must know of another.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
internal sealed record TypeModel(string Namespace, string Name)
{
    /// <summary>Fully qualified context type; empty: none.</summary>
    public string Context { get; init; } = "";

    /// <summary>
    /// Fully qualified type of its [Tag] property; empty: none. LinkOf types: "uint".
    /// </summary>
    public string TagType { get; init; } = "";

    public bool IsLink { get; init; }

    public bool IsContinued { get; init; }

    /// <summary>Whether it is a Peek or LinkOf sum, whose value is a closed hierarchy.</summary>
    public bool IsSum { get; init; }

    /// <summary>Tags that are last (Until).</summary>
    public EquatableArray<uint> Until { get; init; }

    public string FullName => Namespace == "" ? $"global::{Name}" : $"global::{Namespace}.{Name}";

    public string FullValueName => FullName + "Value";
}

/// <summary>The public wire types of an assembly.</summary>
/// <param name="Space">The namespace of the catalogue.</param>
/// <param name="Types">Fully qualified, in order.</param>
internal sealed record CatalogueModel(string Space, EquatableArray<string> Types);
