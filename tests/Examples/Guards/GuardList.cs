using System.Reflection;
using System.Runtime.CompilerServices;

namespace Holdfast.Tests.Examples.Guards;

/// <summary>
/// What an assembly refuses to others: a file beside this one for each assembly, a line for each
/// parameter that is guarded against null. HOLDFAST_UPDATE_GOLDENS=1 writes it, for a review. A
/// guard that is listed is never lost; one more needs no line, and whether there is to be one is
/// not asked.
/// </summary>
internal static class GuardList
{
    public static void Holds(Assembly assembly)
    {
        var guards = NullGuard.In(assembly);
        var path = PathOf(assembly.GetName().Name!);
        var promised = guards.Where(guard => guard.IsPromised).Select(guard => guard.Name)
            .ToArray();
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, string.Concat(promised.Select(name => name + "\n")));
        }

        var listed = File.ReadAllLines(path);
        Assert.NotEmpty(listed);
        Assert.Empty(listed.Except(promised));
        Assert.Empty(guards.Select(guard => guard.Refuses()).OfType<string>());
    }

    private static string PathOf(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, name + ".txt");
}
