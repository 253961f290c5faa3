using System.Globalization;
using System.Text;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Promela;

/// <summary>
/// One machine alone for Spin: what it does is looked up in a table, and what may happen is said in
/// Promela: any letter at any time, a tick when it is due, and a unit of time when nothing is.
/// </summary>
public static class MachineModel
{
    private const int InLine = 16;

    private const string Laws = """
        int at = 0;
        hidden int letter, after, said, before;

        /* Whatever comes, there is a next state, and nothing leads out of a terminal one. */
        inline take()
        {
            c_code {
                before = now.at;
                after = next_of[now.at][letter];
                said = said_of[now.at][letter];
                now.at = after;
            };
            assert(after >= 0);
            c_code { after = terminal[before]; };
            assert(!after || at == before)
        }

        active proctype machine()
        {
            do

        """;

    private const string Time = """
            /* A tick that is due leads on, or the clock would stand still for ever. */
            :: d_step { c_expr { due[now.at] } ->
                letter = TICK;
                take();
                assert(at != before) }
            /* A tick before it is due changes nothing and says nothing. */
            :: d_step { c_expr { !due[now.at] } ->
                letter = TICK;
                take();
                assert(at == before && !said);
                c_code { now.at = later[now.at]; };
                assert(at >= 0) }
            od
        }

        """;

    /// <summary>The model and its table; null: the machine has more states than are wanted.
    /// </summary>
    /// <param name="machine">The machine; its name is that of the files.</param>
    /// <param name="config">Small times make small tables.</param>
    /// <param name="unit">How much time passes in a step of time.</param>
    /// <param name="statesMax">Where to stop.</param>
    public static PromelaModel? Of<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config,
        TimeSpan unit,
        int statesMax = 100_000)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        ArgumentNullException.ThrowIfNull(machine);
        return MachineTable.Of(machine, config, unit, statesMax) is { } table
            ? new(machine.Name, Model(machine.Name, table), Tables(table))
            : null;
    }

    private static string Model(string name, MachineTable table)
    {
        var text = new StringBuilder();
        Line(text, $"/* {name}, alone: every event is one pass of the loop below. Try");
        Line(text, $"     spin -a {name}.pml && gcc -O2 -DSAFETY -o pan pan.c && ./pan -m1000000");
        Line(text, $"   and compare \"states, stored\" with what the machine reaches. */");
        Line(text, $"#define TICK {table.Letters.Count}");
        Line(text, $"c_decl {{\n    \\#include \"{PromelaModel.TablesFileOf(name)}\"\n}};");
        text.Append(Laws);
        foreach (var (at, letter) in table.Letters.Index())
        {
            Line(text, $"    :: d_step {{ letter = {at}; take() }} /* {letter} */");
        }

        return text.Append(Time).ToString();
    }

    private static string Tables(MachineTable table)
    {
        var text = new StringBuilder("/* What a machine does: a row for each state. */\n");
        foreach (var (at, said) in table.Said.Index())
        {
            Line(text, $"/* said {at}: {(at == 0 ? "nothing" : said)} */");
        }

        var columns = table.Letters.Count + 1;
        Rows(text, "next_of", columns, table, cell => cell.Next);
        Rows(text, "said_of", columns, table, cell => cell.Said);
        Numbers(text, "due", table.Clocks.Select(one => one.IsDue ? 1 : 0));
        Numbers(text, "later", table.Clocks.Select(one => one.Later));
        Numbers(text, "terminal", table.Clocks.Select(one => one.IsTerminal ? 1 : 0));
        return text.ToString();
    }

    private static void Rows(
        StringBuilder text,
        string name,
        int columns,
        MachineTable table,
        Func<(int Next, int Said), int> number)
    {
        Line(text, $"static const int {name}[][{columns}] = {{");
        foreach (var (at, cells) in table.Cells.Index())
        {
            var row = string.Join(", ", cells.Select(number));
            Line(text, $"    {{ {row} }}, /* {at} {table.Phases[at]} */");
        }

        text.Append("};\n");
    }

    private static void Numbers(StringBuilder text, string name, IEnumerable<int> numbers)
    {
        Line(text, $"static const int {name}[] = {{");
        foreach (var line in numbers.Chunk(InLine))
        {
            Line(text, $"    {string.Join(", ", line)},");
        }

        text.Append("};\n");
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
