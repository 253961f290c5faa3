using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Holdfast.Tests.Mutation;

/// <summary>An assembly of tests.</summary>
internal sealed class Suite
{
    private static readonly Dictionary<string, Suite> Loaded = [];

    private readonly Assembly _assembly;
    private readonly ITestFrameworkDiscoverer _discoverer;
    private readonly ITestFrameworkExecutor _executor;
    private readonly Dictionary<string, Test[]> _found = [];

    private Suite(string name)
    {
        _assembly = Assembly.Load(name);
        var framework = new XunitTestFramework(new Heard(_ => { }));
        _discoverer = framework.GetDiscoverer(Reflector.Wrap(_assembly));
        _executor = framework.GetExecutor(_assembly.GetName());
    }

    /// <summary>The classes that hold tests.</summary>
    public IEnumerable<string> Classes => _assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false }
            && type.GetMethods().Any(method => method.IsDefined(typeof(FactAttribute), true)))
        .Select(type => type.FullName!)
        .Order(StringComparer.Ordinal);

    public static Suite Of(string name) => Loaded.TryGetValue(name, out var suite)
        ? suite
        : Loaded[name] = new Suite(name);

    /// <summary>
    /// The tests of a class, a theory as one; those that are skipped are not among them.
    /// </summary>
    public Test[] TestsOf(string type)
    {
        if (!_found.TryGetValue(type, out var tests))
        {
            var cases = new List<ITestCase>();
            using var done = new ManualResetEventSlim();
            _discoverer.Find(
                type,
                includeSourceInformation: false,
                new Heard(message =>
                {
                    switch (message)
                    {
                        case ITestCaseDiscoveryMessage { TestCase: { SkipReason: null } found }:
                            cases.Add(found);
                            break;
                        case IDiscoveryCompleteMessage:
                            done.Set();
                            break;
                    }
                }),
                new Options());
            done.Wait();
            _found[type] = tests = [.. cases.Select(found => new Test(found, _executor))];
        }

        return tests;
    }
}
