using System.Text.Json;

namespace Holdfast.Tests.Mutation;

/// <summary>
/// Runs tests in this process, beside assemblies into which Stryker.NET has written all its changes
/// at once: tests/mutation/ask starts one such process for each mutant. What it finds out is told
/// in lines of JSON.
/// </summary>
/// <remarks>
/// It lies in the folder of the tests, and without a list of its own dependencies: that folder is
/// where everything is loaded from.
/// </remarks>
internal static class Program
{
    private const string Usage = """
        worker classes SUITE...         the classes of these assemblies that hold tests
        worker touch MUTATED SUITE CLASS METHOD...
                                        the tests of a class without these, one by one, and the
                                        mutants of MUTATED (-: none) that each runs through
        worker run MUTATED ID           the tests of the input, lines "SUITE CLASS METHOD", with the
                                        mutant ID switched on (-1: none), until the first that fails
        """;

    private static readonly StreamWriter Told = new(Console.OpenStandardOutput());

    private static int Main(string[] arguments)
    {
        // What tests print is theirs.
        Console.SetOut(TextWriter.Null);
        switch (arguments)
        {
            case ["classes", .. var suites]:
                Tell(suites.SelectMany(suite => Suite.Of(suite).Classes
                    .Select(name => new { suite, name })));
                return 0;
            case ["touch", var mutated, var suite, var name, .. var without]:
                Tell(Touch(mutated, Suite.Of(suite).TestsOf(name), without));
                return 0;
            case ["run", var mutated, var id]:
                new Mutants(mutated).SwitchOn(int.Parse(id));
                Tell(UntilTheFirstFails());
                return 0;
            default:
                Console.Error.WriteLine(Usage);
                return 64;
        }
    }

    private static IEnumerable<object> Touch(string mutated, Test[] tests, string[] without)
    {
        var mutants = mutated == "-" ? null : new Mutants(mutated);
        mutants?.Capture();
        foreach (var test in tests.Where(test => !without.Contains(test.Name)))
        {
            yield return new { test.Name, begun = true };
            var (seconds, why) = Run(test);
            var (run, initial) = mutants?.Touched() ?? ([], []);
            yield return new { test.Name, seconds, why, run, initial };
        }

        yield return new { end = true };
    }

    private static IEnumerable<object> UntilTheFirstFails()
    {
        foreach (var line in Lines())
        {
            var tests = Suite.Of(line[0]).TestsOf(line[1]).Where(test => test.Name == line[2]);
            foreach (var test in tests)
            {
                var (seconds, why) = Run(test);
                yield return new { suite = line[0], of = line[1], test.Name, seconds, why };
                if (why is not null)
                {
                    yield break;
                }
            }
        }

        yield return new { end = true };
    }

    private static (double Seconds, string? Why) Run(Test test)
    {
        // Of the processor: the machine may have other work.
        var begun = Environment.CpuUsage.TotalTime;
        var why = test.Run();
        return (Math.Round((Environment.CpuUsage.TotalTime - begun).TotalSeconds, 4), why);
    }

    private static IEnumerable<string[]> Lines()
    {
        while (Console.In.ReadLine() is { } line)
        {
            yield return line.Split(' ');
        }
    }

    private static void Tell(IEnumerable<object> lines)
    {
        foreach (var line in lines)
        {
            Told.WriteLine(JsonSerializer.Serialize(line, JsonSerializerOptions.Web));
            Told.Flush();
        }
    }
}
