using System.Xml.Linq;

namespace Holdfast.Tests.Architecture;

/// <summary>What a project file says about references.</summary>
/// <param name="Room">The folder under src, or the top folder elsewhere ("tests").</param>
/// <param name="References">The rooms that it refers to as libraries.</param>
/// <param name="Analyzers">The rooms that it refers to as analyzers only.</param>
/// <param name="Packages">The packages that it refers to, without private ones.</param>
/// <param name="Imports">The files that it imports by name.</param>
internal sealed record ProjectFile(
    string Path,
    string Room,
    IReadOnlyList<string> References,
    IReadOnlyList<string> Analyzers,
    IReadOnlyList<string> Packages,
    IReadOnlyList<string> Imports)
{
    public static IEnumerable<ProjectFile> All =>
        Repository.Under("", ".csproj").Select(path => Parse(path, Repository.Read(path)));

    public static ProjectFile Parse(string path, string text)
    {
        var xml = XDocument.Parse(text);
        var projects = xml.Descendants("ProjectReference").ToLookup(
            one => (string?)one.Attribute("OutputItemType") == "Analyzer"
                && (string?)one.Attribute("ReferenceOutputAssembly") == "false",
            one => RoomOf(Resolve(path, (string)one.Attribute("Include")!)));

        return new(
            path,
            RoomOf(path),
            [.. projects[false]],
            [.. projects[true]],
            [.. xml.Descendants("PackageReference")
                .Where(one => (string?)one.Attribute("PrivateAssets") != "all")
                .Select(one => (string)one.Attribute("Include")!)],
            [.. xml.Descendants("Import").Select(one => (string)one.Attribute("Project")!)]);
    }

    private static string RoomOf(string path) =>
        path.Split('/') is ["src", var room, ..] ? room : path.Split('/')[0];

    private static string Resolve(string from, string include)
    {
        var parts = from.Split('/').SkipLast(1).ToList();
        foreach (var part in include.Replace('\\', '/').Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
