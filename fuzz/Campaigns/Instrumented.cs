using System.Security.Cryptography;
using SharpFuzz;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// A copy of this program in which the assemblies of a target count their edges. What counts and
/// what is counted are apart: this assembly and the reference interpreter are copied as they are.
/// </summary>
internal static class Instrumented
{
    /// <summary>The copied program; it is made where it is not there yet.</summary>
    /// <param name="below">The folder that it is put below.</param>
    /// <param name="rooms">What is to count.</param>
    public static string Program(string below, TargetRooms rooms)
    {
        var names = NamesOf(rooms);
        var folder = Path.Combine(below, $"{rooms}-{Version()}".ToLowerInvariant());
        if (!Directory.Exists(folder))
        {
            // Whole or not at all: another worker may look for it at the same moment.
            var made = Directory.CreateDirectory($"{folder}.{Guid.NewGuid():N}").FullName;
            Copy(AppContext.BaseDirectory, made);
            var numbers = new EdgeNumbers();
            foreach (var name in names)
            {
                var path = Path.Combine(made, name);
                Fuzzer.Instrument(path, Counts, Options.Value);
                numbers.Give(path);
            }

            try
            {
                Directory.Move(made, folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                Directory.Delete(made, recursive: true);
            }
        }

        return Path.Combine(folder, "Holdfast.Fuzz.dll");
    }

    private static string[] NamesOf(TargetRooms rooms) => rooms switch
    {
        TargetRooms.Octets => ["Holdfast.Codec.dll", "Holdfast.Protocol.dll"],
        TargetRooms.Decisions => ["Holdfast.StateMachines.dll", "Holdfast.Simulation.dll"],
        TargetRooms.Members =>
        [
            "Holdfast.Codec.dll", "Holdfast.Protocol.dll", "Holdfast.StateMachines.dll",
            "Holdfast.Gateway.dll",
        ],
    };

    // The interpreter checks; what checks is not what is searched.
    private static bool Counts(string type) =>
        !type.StartsWith("Holdfast.Codec.Interpreter", StringComparison.Ordinal)
        && !type.StartsWith("Holdfast.Codec.Schemas", StringComparison.Ordinal);

    private static string Version()
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, "Holdfast.*.dll")
            .Order(StringComparer.Ordinal))
        {
            all.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(all.GetHashAndReset())[..12];
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.GetDirectories(from))
        {
            Copy(folder, Directory.CreateDirectory(
                Path.Combine(to, Path.GetFileName(folder))).FullName);
        }
    }
}
