using System.Text;
using System.Text.Json.Nodes;
using static Holdfast.Tests.Examples.StateMachines.Composition.ConfigTexts;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// What is told of each object whose fields are called otherwise: field-names.txt beside this file,
/// where equal words stand once. HOLDFAST_UPDATE_GOLDENS=1 writes it, for a review.
/// </summary>
public sealed class FieldNames
{
    [Fact]
    public void What_is_told_of_names_that_are_not_known_is_listed()
    {
        var told = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (path, _, with) in SchemaWalk.Fields(Schema(), ConfigDocuments.Whole())
            .Where(one => $"{one.Rules["type"]}" == "object"))
        {
            foreach (var name in (string[])["", "zzz", "after", "max", "idleafter", "FINISHWITHIN",
                "two words", "it's", "a\u0001b", new string('n', 80)])
            {
                var error = Wrong(with(new JsonObject { [name] = 1 }).ToJsonString());
                told.Add($"{error.Fault} {error.Place.Path}: {error.Message}");
            }
        }

        var text = new StringBuilder();
        foreach (var line in told)
        {
            text.Append(line).Append('\n');
        }

        IsUpToDate("tests/Examples/StateMachines/Composition/field-names.txt", $"{text}");
    }
}
