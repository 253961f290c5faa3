using Microsoft.CodeAnalysis.Text;

namespace Holdfast.Codec.Generator.Model;

/// <summary>What the generator makes of one declaration.</summary>
/// <param name="Wire">The type, if it is sound.</param>
/// <param name="Stub">What stands in for it, if it is not.</param>
/// <param name="Faults">Faults that only the generator gets to say.</param>
internal sealed record WireResult(
    WireModel? Wire, StubModel? Stub, EquatableArray<FaultModel> Faults);

/// <summary>A faulty declaration, as far as it can be completed.</summary>
/// <param name="Wire">The type without what cannot be: unknown tags, cases that are none.</param>
/// <param name="Properties">Every partial property, a field or not.</param>
/// <param name="Members">Names that the type declares itself.</param>
internal sealed record StubModel(
    WireModel Wire, EquatableArray<StubProperty> Properties, EquatableArray<string> Members);

/// <param name="Setter">"set", "init" or nothing.</param>
internal sealed record StubProperty(
    string Accessibility, bool IsStatic, string Type, string Name, string Setter);

/// <summary>A fault as data: where a location would keep a whole tree alive.</summary>
internal sealed record FaultModel(
    string Id, string Path, TextSpan Span, LinePositionSpan Lines, EquatableArray<string> Words);
