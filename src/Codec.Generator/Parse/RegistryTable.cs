using System.Globalization;
using System.Text;
using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>A registry table as read: <c>value,identifier,label,reference</c>.</summary>
/// <param name="File">The name of the file, without its folder.</param>
internal sealed record RegistryTable(string File)
{
    public EquatableArray<RegistryRow> Rows { get; init; }

    /// <summary>The line of each row in the file, from 1.</summary>
    public EquatableArray<int> Lines { get; init; }

    public EquatableArray<RegistryFault> Faults { get; init; }

    private const string Columns = "value,identifier,label,reference";

    /// <summary>
    /// Reads a table; <c>#</c> begins a comment line, the first other line names the columns.
    /// </summary>
    public static RegistryTable Read(string file, string text)
    {
        var (rows, numbers, faults) =
            (new List<RegistryRow>(), new List<int>(), new List<RegistryFault>());
        var hasHeader = false;
        var lines = text.Split('\n');
        for (var number = 1; number <= lines.Length; number++)
        {
            var line = lines[number - 1].Trim();
            if (line == "" || line[0] == '#')
            {
                continue;
            }

            var cells = Split(line);
            if (!hasHeader)
            {
                hasHeader = true;
                if (cells is null || string.Join(",", cells) != Columns)
                {
                    faults.Add(new(number, $"names other columns than {Columns}"));
                }
            }
            else if (Row(cells, out var row) is { } fault)
            {
                faults.Add(new(number, fault));
            }
            else
            {
                rows.Add(row!);
                numbers.Add(number);
            }
        }

        return new(file) { Rows = new(rows), Lines = new(numbers), Faults = new(faults) };
    }

    private static string? Row(List<string>? cells, out RegistryRow? row)
    {
        row = null;
        if (cells is null)
        {
            return "has a quote that does not end";
        }

        if (cells.Count != 4)
        {
            return $"has {cells.Count} columns, not 4";
        }

        if (!TryValue(cells[0], out var value))
        {
            return $"has '{cells[0]}' where a value stands, decimal or 0x";
        }

        row = new(value, cells[1], cells[2], cells[3]);
        return null;
    }

    private static bool TryValue(string text, out ulong value) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(
                text.Substring(2),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    // Cells may stand between quotes, in which a doubled quote is one.
    private static List<string>? Split(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append(line[++i]);
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        cells.Add(cell.ToString().Trim());
        return quoted ? null : cells;
    }
}

/// <summary>A line of a table that cannot be read.</summary>
internal sealed record RegistryFault(int Line, string What);
