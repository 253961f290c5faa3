using System.Globalization;
using Holdfast.Codec.Schemas;

namespace Holdfast.Cli.Spec;

/// <summary>A wire type's spec for people: its diagram and a table of its fields.</summary>
internal static class SpecText
{
    /// <summary>Plain text.</summary>
    public static void WriteText(WireSchema schema, TextWriter output)
    {
        output.WriteLine($"{schema.Name}  {schema.Source}");
        output.WriteLine();
        foreach (var line in Diagram.Of(schema))
        {
            output.WriteLine("  " + line);
        }

        var rows = Rows(schema).ToList();
        var widths = Enumerable.Range(0, 4)
            .Select(column => rows.Max(row => row[column].Length)).ToArray();
        output.WriteLine();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => cell.PadRight(widths[column]));
            output.WriteLine("  " + string.Join("  ", cells).TrimEnd());
        }
    }

    /// <summary>Markdown.</summary>
    public static void WriteMarkdown(WireSchema schema, TextWriter output)
    {
        output.WriteLine($"## {schema.Name}");
        output.WriteLine();
        output.WriteLine(schema.Source);
        output.WriteLine();
        var diagram = Diagram.Of(schema);
        if (diagram.Count > 0)
        {
            output.WriteLine("```");
            foreach (var line in diagram)
            {
                output.WriteLine(line);
            }

            output.WriteLine("```");
            output.WriteLine();
        }

        var first = true;
        foreach (var row in Rows(schema))
        {
            output.WriteLine($"| {string.Join(" | ", row.Select(c => c.Replace("|", "\\|")))} |");
            if (first)
            {
                output.WriteLine("|---|---|---|---|");
                first = false;
            }
        }

        output.WriteLine();
    }

    private static IEnumerable<string[]> Rows(WireSchema schema)
    {
        if (schema.Peek is not null || schema.IsLinkSum)
        {
            yield return ["tag", "case", "", ""];
            foreach (var @case in schema.Cases)
            {
                yield return
                    [@case.Tag.ToString(CultureInfo.InvariantCulture), @case.Type().Name, "", ""];
            }

            if (schema.Peek?.Otherwise is { } otherwise)
            {
                yield return ["other", otherwise().Name, "", ""];
            }

            if (schema.Peek?.Short is { } shorter)
            {
                yield return ["too short to tell", shorter().Name, "", ""];
            }

            yield break;
        }

        yield return ["octet", "field", "width", "rules"];
        int? bit = 0;
        foreach (var field in schema.Fields)
        {
            yield return
            [
                Offset(field, bit),
                field.Name,
                Words.Width(field),
                string.Join("; ", Words.Rules(field)),
            ];
            bit = field.Kind == FieldKind.Tag ? bit
                : field.Bits == 0 || field.When is not null ? null
                : bit + field.Bits;
        }
    }

    private static string Offset(FieldSchema field, int? bit) => (field.Kind, bit) switch
    {
        (FieldKind.Tag, _) => "",
        (_, null) => "·",
        _ when bit % 8 == 0 => (bit.Value / 8).ToString(CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bit / 8}.{bit % 8}"),
    };
}
