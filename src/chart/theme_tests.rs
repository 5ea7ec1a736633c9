use super::*;

#[test]
fn sequential_scales_only_get_darker() {
    for theme in Theme::NAMES.into_iter().filter_map(Theme::named) {
        for stops in [&theme.heat, &theme.neutral] {
            for pair in stops.windows(2) {
                assert!(pair[0].luminance() > pair[1].luminance());
            }
        }
    }
}
