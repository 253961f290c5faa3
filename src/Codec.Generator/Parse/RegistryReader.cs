using Holdfast.Codec.Generator.Model;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>Reads a registry enumeration, without the rows of its table.</summary>
internal static class RegistryReader
{
    public static RegistryModel Read(INamedTypeSymbol type, AttributeData registry) => new(
        TypeReader.Space(type),
        type.Name,
        TypeReader.AccessOf(type),
        KindReader.NewtypeOf(type) ?? "",
        registry.Text(0));
}
