using System.Text;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>The page of all fields.</summary>
internal static class JsonReference
{
    /// <summary>An object and all that are inside it, each once, those that hold others first.
    /// </summary>
    public static IEnumerable<IJsonObject> Objects(IJsonObject root)
    {
        var seen = new HashSet<string> { root.Name };
        var next = new Queue<IJsonObject>([root]);
        while (next.TryDequeue(out var shape))
        {
            yield return shape;
            foreach (var field in shape.Fields)
            {
                if (field.Inside is { } inside && seen.Add(inside.Name))
                {
                    next.Enqueue(inside);
                }
            }
        }
    }

    /// <summary>A table for each object.</summary>
    /// <param name="root">The object that holds all others.</param>
    /// <param name="elsewhere">An object that has a page of its own.</param>
    /// <param name="page">That page.</param>
    public static string Of(IJsonObject root, IJsonObject? elsewhere = null, string page = "")
    {
        var text = new StringBuilder();
        var others = elsewhere is null
            ? []
            : Objects(elsewhere).Select(shape => shape.Name).ToHashSet();
        foreach (var shape in Objects(root).Where(shape => !others.Contains(shape.Name)))
        {
            text.Append($"### {shape.Name}\n\n| field | what it is | default | for what |\n");
            text.Append("|---|---|---|---|\n");
            foreach (var field in shape.Fields)
            {
                var instead = field.IsRequired ? "**needed**"
                    : field.Default is { } value ? $"`{value}`" : "";
                text.Append(
                    $"| `{field.Name}` | {field.Summary} | {instead} | {field.About} |\n");
            }

            text.Append('\n');
        }

        return elsewhere is null
            ? text.ToString()
            : text.ToString().Replace($"(#{elsewhere.Name})", $"({page}#{elsewhere.Name})");
    }
}
