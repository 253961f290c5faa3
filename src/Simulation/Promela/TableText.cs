using System.Globalization;
using System.Text;
using Holdfast.Codec;
using Holdfast.Simulation.Explorer;

namespace Holdfast.Simulation.Promela;

/// <summary>The tables of a world in C, and how a row is searched.</summary>
internal static class TableText
{
    private const int InLine = 16;

    /// <summary>The header file.</summary>
    public static string Of(WorldTables tables)
    {
        var text = new StringBuilder("/* What a world's machines do, as numbers. */\n");
        for (var member = 0; member < tables.Members.Length; member++)
        {
            Member(text, member, tables.Members[member]);
        }

        text.Append(Shape).Append("static const struct member members[] = {\n");
        for (var member = 0; member < tables.Members.Length; member++)
        {
            text.Append("    { ").AppendJoin(", ", Columns.Select(one => $"{one}_{member}"))
                .Append(Invariant($", {tables.Members[member].Gone}ull }},\n"));
        }

        text.Append("};\n");
        Contents(text, tables.Contents);
        Surroundings(text, tables.Surroundings, tables.Rules.Length);
        return text.Append(Functions).ToString();
    }

    private static Items<string> Columns =>
    [
        "due", "later", "tick_at", "step_at", "step_in", "next", "out", "send_at", "send_to",
        "send_in", "send_slot", "send_mask",
    ];

    private const string Shape = """
        struct member {
            const int *due, *later, *tick_at, *step_at, *step_in, *next, *out;
            const int *send_at, *send_to, *send_in, *send_slot;
            const unsigned long long *send_mask, gone;
        };

        """;

    private const string Functions = """
        static int find(const int *at, const int *keys, int row, int key)
        {
            for (int i = at[row]; i < at[row + 1]; i++)
                if (keys[i] == key)
                    return i;
            return -1;
        }

        """;

    private static void Member(StringBuilder text, int member, MemberTable table)
    {
        var steps = table.States.SelectMany(one => one.Steps).ToList();
        var ticks = table.States.SelectMany(one => one.Ticks).ToList();
        var sendings = table.Sendings.SelectMany(one => one).ToList();
        Write("due", table.States.Select(one => one.IsDue ? 1 : 0));
        Write("later", table.States.Select(one => one.Later));
        Write("step_at", At(table.States.Select(one => one.Steps.Length), 0));
        Write("step_in", steps.Select(one => one.Input));

        // Timers stand behind the steps, so that one number says which.
        Write("tick_at", At(table.States.Select(one => one.Ticks.Length), steps.Count));
        Write("next", steps.Concat(ticks).Select(one => one.Next));
        Write("out", steps.Concat(ticks).Select(one => one.Outputs));
        Write("send_at", At(table.Sendings.Select(one => one.Length), 0));
        Write("send_to", sendings.Select(one => one.To));
        Write("send_in", sendings.Select(one => one.Input));
        Write("send_slot", sendings.Select(one => one.Slot));
        Masks(text, $"send_mask_{member}", sendings.Select(one => one.Blocks));

        void Write(string name, IEnumerable<int> numbers) =>
            Numbers(text, $"{name}_{member}", numbers);
    }

    private static void Contents(StringBuilder text, ContentTable[] contents)
    {
        Numbers(text, "urgent", contents.Select(one => one.IsUrgent ? 1 : 0));
        Numbers(text, "content_ages", contents.Select(one => one.Later));
        Numbers(text, "ready_at", At(contents.Select(one => one.Ready.Length), 0));
        Numbers(text, "ready_in", contents.SelectMany(one => one.Ready).Select(one => one.Input));
        Numbers(text, "ready_left", contents.SelectMany(one => one.Ready).Select(one => one.Left));
        Numbers(text, "lost_at", At(contents.Select(one => one.All.Length), 0));
        Numbers(text, "lost_left", contents.SelectMany(one => one.All).Select(one => one.Left));
        Numbers(text, "put_at", At(contents.Select(one => one.Puts.Length), 0));
        Numbers(text, "put_in", contents.SelectMany(one => one.Puts).Select(one => one.Input));
        Numbers(text, "put_to", contents.SelectMany(one => one.Puts).Select(one => one.Put));
    }

    private static void Surroundings(
        StringBuilder text, SurroundingTable[] surroundings, int rules)
    {
        Masks(text, "bits", surroundings.Select(one => one.Bits));
        Numbers(text, "env_later", surroundings.Select(one => one.Later));
        Numbers(text, "env_loss", surroundings.Select(one => one.Loss));
        Numbers(text, "env_doubling", surroundings.Select(one => one.Doubling));
        Numbers(text, "env_rule", surroundings.SelectMany(one => Enumerable.Range(0, rules)
            .Select(rule => one.Changes.Where(change => change.Rule == rule)
                .Select(change => change.Next).DefaultIfEmpty(-1).First())));
    }

    /// <summary>Where each row begins, and the last one ends.</summary>
    private static List<int> At(IEnumerable<int> lengths, int from)
    {
        List<int> at = [from];
        foreach (var length in lengths)
        {
            at.Add(at[^1] + length);
        }

        return at;
    }

    private static void Numbers(StringBuilder text, string name, IEnumerable<int> numbers) =>
        Array(text, "int", name, numbers.Select(one => Invariant($"{one}")));

    private static void Masks(StringBuilder text, string name, IEnumerable<ulong> masks) =>
        Array(text, "unsigned long long", name, masks.Select(one => Invariant($"{one}ull")));

    /// <summary>An array, and a 0 behind it: C has none without an element.</summary>
    private static void Array(
        StringBuilder text, string type, string name, IEnumerable<string> values)
    {
        text.Append("static const ").Append(type).Append(' ').Append(name).Append("[] = {");
        foreach (var line in values.Append("0").Chunk(InLine))
        {
            text.Append("\n    ").AppendJoin(", ", line).Append(',');
        }

        text.Append("\n};\n");
    }

    private static string Invariant(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
